package io.suiro.coordinator.group.consumer;

import java.util.List;

/**
 * Kafka's broker settings for consumer groups, under its own names, and one of ours.
 *
 * @param sessionTimeoutMs group.consumer.session.timeout.ms
 * @param heartbeatIntervalMs group.consumer.heartbeat.interval.ms, while there is nothing to do
 * @param reconciliationHeartbeatIntervalMs handed out instead while the group reconciles, if it is shorter
 * @param maxSize group.consumer.max.size, members
 * @param assignors group.consumer.assignors, the default first
 */
public record ConsumerGroupSettings(
        int sessionTimeoutMs,
        int heartbeatIntervalMs,
        int reconciliationHeartbeatIntervalMs,
        int maxSize,
        List<String> assignors) {
    /** Kafka 4.3's. */
    public static final ConsumerGroupSettings DEFAULTS =
            new ConsumerGroupSettings(45_000, 5_000, 200, Integer.MAX_VALUE, List.of("uniform", "range"));

    /** For a group with times of its own. */
    public ConsumerGroupSettings timed(int sessionTimeoutMs, int heartbeatIntervalMs) {
        return new ConsumerGroupSettings(
                sessionTimeoutMs, heartbeatIntervalMs, reconciliationHeartbeatIntervalMs, maxSize, assignors);
    }

    public ConsumerGroupSettings {
        assignors = List.copyOf(assignors);
        if (assignors.isEmpty()) {
            throw new IllegalArgumentException("group.consumer.assignors names none");
        }
        for (String assignor : assignors) {
            if (Assignors.named(assignor) == null) {
                throw new IllegalArgumentException(
                        "group.consumer.assignors " + assignor + " is not one of " + Assignors.names());
            }
        }
        if (heartbeatIntervalMs >= sessionTimeoutMs) {
            throw new IllegalArgumentException("group.consumer.heartbeat.interval.ms " + heartbeatIntervalMs
                    + " is not below group.consumer.session.timeout.ms " + sessionTimeoutMs);
        }
    }
}
