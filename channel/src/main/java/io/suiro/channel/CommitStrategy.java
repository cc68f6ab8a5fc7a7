package io.suiro.channel;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** When the group is told how far a channel has got: {@code commit-strategy}, by the names of SmallRye's Kafka connector. */
enum CommitStrategy {
    /** Now and then, up to where everything has been processed. */
    THROTTLED,
    /** With each record that has been processed, whatever is still being processed before it. */
    LATEST,
    /** Never. */
    IGNORE;

    static List<CommitStrategy> all() {
        return Arrays.asList(values());
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
