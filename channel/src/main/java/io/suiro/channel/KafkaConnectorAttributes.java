package io.suiro.channel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes of SmallRye's Kafka connector that this one does not have, and why; a channel may bring them along when it moves here. */
final class KafkaConnectorAttributes {
    private static final String NO_CONNECTION = "there is no connection that could fail, wait or have a name";
    private static final String NO_POLLING =
            "a channel reads as long as fewer than max.poll.records wait for the application";
    private static final String ONE_MEMBER =
            "one member reads any number of partitions; concurrency gives several members";
    private static final String TOPICS =
            "topics are created when a channel needs them, and health does not look for them";
    private static final String BYTES = "refused records are stored as the bytes they are";
    private static final String NO_CHECKPOINTS =
            "there are no checkpoints: commit-strategy is throttled, latest or ignore";
    private static final String NO_CLOUD_EVENTS = "CloudEvents are neither read nor written";
    private static final String NO_ORDER =
            "messages are handed out in the order of their partitions, whatever their keys";
    private static final String NO_HANDLERS =
            "what cannot be read is refused, and goes where failure-strategy says; what cannot be written is refused to its sender";

    /** Without effect: what they ask for is so, or is about what there is not. */
    static final Map<String, String> WITHOUT_EFFECT = withoutEffect();

    /** What they ask for is not there, so that they stop the start. */
    static final Map<String, String> ABSENT = absent();

    private KafkaConnectorAttributes() {}

    /** Whether what it asks for with this value is so in any case. */
    static boolean isSo(String name, String value) {
        return WITHOUT_EFFECT.containsKey(name)
                || (name.equals("fail-on-deserialization-failure") && value.equals("true"));
    }

    /** Null for what is none of them. */
    static @Nullable String reason(String name) {
        return WITHOUT_EFFECT.getOrDefault(name, ABSENT.get(name));
    }

    private static Map<String, String> withoutEffect() {
        Map<String, String> reasons = new LinkedHashMap<>();
        put(
                reasons,
                NO_CONNECTION,
                "kafka-configuration",
                "client-id-prefix",
                "lazy-client",
                "retry",
                "retry-attempts",
                "retry-max-wait",
                "close-timeout",
                "dead-letter-queue.producer-client-id");
        put(reasons, NO_POLLING, "pause-if-no-requests", "poll-timeout", "max-queue-size-factor");
        put(reasons, ONE_MEMBER, "partitions", "requests");
        put(reasons, BYTES, "dead-letter-queue.key.serializer", "dead-letter-queue.value.serializer");
        put(
                reasons,
                TOPICS,
                "health-readiness-topic-verification",
                "health-readiness-timeout",
                "health-topic-verification-enabled",
                "health-topic-verification-timeout",
                "health-topic-verification-startup-disabled",
                "health-topic-verification-readiness-disabled");
        put(reasons, "health-enabled is for all of health", "health-readiness-enabled");
        put(
                reasons,
                "max.poll.interval.ms says how long the application may take",
                "throttled.unprocessed-record-max-age.ms");
        put(
                reasons,
                "acks says what an acknowledgement waits for, max-inflight-messages how many may wait",
                "waitForWriteCompletion");
        put(reasons, NO_CLOUD_EVENTS, "cloud-events", "cloud-events-mode", "cloud-events-insert-timestamp");
        return Map.copyOf(reasons);
    }

    private static Map<String, String> absent() {
        Map<String, String> reasons = new LinkedHashMap<>();
        put(reasons, "partitions are assigned by the group", "assign-seek", "consumer-rebalance-listener.name");
        put(
                reasons,
                NO_CHECKPOINTS,
                "checkpoint.state-store",
                "checkpoint.state-type",
                "checkpoint.unsynced-state-max-age.ms");
        put(reasons, NO_ORDER, "throttled.ordered", "throttled.ordered.max-concurrency");
        put(
                reasons,
                NO_HANDLERS,
                "fail-on-deserialization-failure",
                "key-deserialization-failure-handler",
                "value-deserialization-failure-handler",
                "key-serialization-failure-handler",
                "value-serialization-failure-handler");
        put(
                reasons,
                NO_CLOUD_EVENTS,
                "cloud-events-source",
                "cloud-events-type",
                "cloud-events-subject",
                "cloud-events-data-content-type",
                "cloud-events-data-schema");
        put(reasons, "interceptors are called by Kafka's producer, which is not there", "interceptor-bean");
        return Map.copyOf(reasons);
    }

    private static void put(Map<String, String> reasons, String why, String... names) {
        for (String name : names) {
            reasons.put(name, why);
        }
    }
}
