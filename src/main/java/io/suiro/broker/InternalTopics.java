package io.suiro.broker;

import java.util.Set;

/** Topics in which the broker keeps its own state. Clients may read them; only coordinators write them. */
public final class InternalTopics {
    public static final String OFFSETS = "__consumer_offsets";

    private static final Set<String> ALL = Set.of(OFFSETS);

    private InternalTopics() {}

    public static boolean contains(String topic) {
        return ALL.contains(topic);
    }
}
