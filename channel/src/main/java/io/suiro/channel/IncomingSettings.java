package io.suiro.channel;

import io.suiro.client.ConsumerOptions;
import io.suiro.client.OffsetReset;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * What an incoming channel is configured to do, by the attributes of {@link SuiroConnector}.
 *
 * @param exactlyOnce whether offsets are committed in transactions, with what the application sends
 * @param retries how refused records are tried again, null if they are not
 * @param room records between log and application below which more are read
 * @param batchSize of a batch, at most
 * @param stallAfter without an answer from the application, while it has records, after which its partitions go to others
 * @param grace for the application to answer for records that it has when the channel ends
 */
record IncomingSettings(
        String channel,
        ConsumerOptions consumer,
        CommitStrategy commits,
        Duration commitInterval,
        boolean exactlyOnce,
        int transactionIntervalMs,
        int transactionTimeoutMs,
        Failures failures,
        String deadLetterTopic,
        @Nullable RetrySettings retries,
        boolean batch,
        int batchSize,
        int room,
        Duration stallAfter,
        Duration grace,
        boolean broadcast,
        boolean validates,
        boolean traces,
        boolean reportsHealth) {
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** The names of strategies for records that are refused. */
    enum Failures {
        FAIL,
        IGNORE,
        DEAD_LETTER_QUEUE,
        DELAYED_RETRY_TOPIC;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Reads and checks them.
     *
     * @param application whose name a group has that is not given one
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    static IncomingSettings of(Attributes attributes, Config application) {
        int maxPollRecords = attributes.number("max.poll.records", 500, 1);
        int maxPollIntervalMs = attributes.number("max.poll.interval.ms", 300_000, 1);
        String channel = attributes.channel();
        Failures failures = failures(attributes);
        return new IncomingSettings(
                channel,
                consumer(attributes, application, maxPollIntervalMs),
                commits(attributes),
                Duration.ofMillis(attributes.number("auto.commit.interval.ms", 5_000, 1)),
                attributes.flag("exactly-once", false),
                attributes.number("transaction.interval.ms", 100, 1),
                attributes.number("transaction.timeout.ms", 60_000, 1),
                failures,
                attributes.text("dead-letter-queue.topic").orElse("dead-letter-topic-" + attributes.name()),
                failures == Failures.DELAYED_RETRY_TOPIC ? RetrySettings.of(attributes) : null,
                attributes.flag("batch", false),
                maxPollRecords,
                maxPollRecords,
                Duration.ofMillis(maxPollIntervalMs),
                attributes.flag("graceful-shutdown", true) ? GRACE : Duration.ZERO,
                attributes.flag("broadcast", false),
                attributes.flag("validation", false),
                attributes.flag("tracing-enabled", true),
                attributes.flag("health-enabled", true));
    }

    private static Failures failures(Attributes attributes) {
        Failures failures =
                attributes.oneOf("failure-strategy", Arrays.asList(Failures.values()), Failures::word, Failures.FAIL);
        if (failures == Failures.DELAYED_RETRY_TOPIC && attributes.flag("exactly-once", false)) {
            throw attributes.wrong(
                    "failure-strategy",
                    "fail, ignore or dead-letter-queue with exactly-once=true: retry topics are read by a group of their own, which has no part in its transactions");
        }
        return failures;
    }

    private static CommitStrategy commits(Attributes attributes) {
        boolean exactlyOnce = attributes.flag("exactly-once", false);
        if (exactlyOnce && attributes.text("commit-strategy").isPresent()) {
            throw attributes.wrong("commit-strategy", "absent with exactly-once=true, which commits in transactions");
        }
        return attributes.oneOf(
                "commit-strategy",
                CommitStrategy.all(),
                CommitStrategy::word,
                exactlyOnce ? CommitStrategy.IGNORE : CommitStrategy.THROTTLED);
    }

    private static ConsumerOptions consumer(Attributes attributes, Config application, int maxPollIntervalMs) {
        boolean pattern = attributes.flag("pattern", false);
        List<String> topics = attributes.list("topics");
        if (!topics.isEmpty() && attributes.text("topic").isPresent()) {
            throw attributes.wrong("topics", "absent where topic is given");
        }
        if (!topics.isEmpty() && pattern) {
            throw attributes.wrong("pattern", "false where topics are given: the expression is the attribute topic");
        }
        String topic = attributes.text("topic").orElse(attributes.name());
        String group = attributes
                .text("group.id")
                .or(() -> application.getOptionalValue("quarkus.application.name", String.class))
                .orElseGet(() -> UUID.randomUUID().toString());
        return new ConsumerOptions(
                group,
                attributes.text("client.id").orElse("channel-" + attributes.channel()),
                topics.isEmpty() && !pattern ? Set.of(topic) : Set.copyOf(topics),
                pattern ? topic : null,
                attributes.channel(),
                attributes.text("group.instance.id").orElse(null),
                attributes.oneOf(
                        "auto.offset.reset",
                        Arrays.asList(OffsetReset.values()),
                        one -> one.name().toLowerCase(Locale.ROOT),
                        OffsetReset.LATEST),
                attributes
                        .oneOf(
                                "isolation.level",
                                List.of("read_uncommitted", "read_committed"),
                                word -> word,
                                "read_uncommitted")
                        .equals("read_committed"),
                maxPollIntervalMs,
                attributes.number("max.partition.fetch.bytes", 1 << 20, 1));
    }
}
