package io.suiro.coordinator.group.consumer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's broker settings for consumer groups, under its own names, and the pace where they are left at their defaults.
 *
 * @param sessionTimeoutMs group.consumer.session.timeout.ms, or what stands in for it
 * @param firstSessionTimeoutMs group.consumer.session.timeout.ms, for members that a new coordinator has not heard from yet: their
 *     requests may hang at the one before
 * @param heartbeatIntervalMs handed out while there is nothing to do: group.consumer.heartbeat.interval.ms, or what stands in for it
 * @param relaxedHeartbeatIntervalMs what it grows to where there are many members
 * @param reconciliationHeartbeatIntervalMs handed out instead while the group reconciles, if it is shorter
 * @param assignmentIntervalMs group.consumer.assignment.interval.ms, how long targets stay; null while nobody has set it, and the size of
 *     the group says
 * @param maxSize group.consumer.max.size, members
 * @param assignors group.consumer.assignors, the default first
 */
public record ConsumerGroupSettings(
        int sessionTimeoutMs,
        int firstSessionTimeoutMs,
        int heartbeatIntervalMs,
        int relaxedHeartbeatIntervalMs,
        int reconciliationHeartbeatIntervalMs,
        @Nullable Integer assignmentIntervalMs,
        int maxSize,
        List<String> assignors) {
    private static final int HEARTBEATS_IN_SESSION = 4;

    /** Kafka 4.3's. */
    public static final ConsumerGroupSettings DEFAULTS = new ConsumerGroupSettings(
            45_000, 45_000, 5_000, 5_000, 200, null, Integer.MAX_VALUE, List.of("uniform", "range"));

    /** For a group with times of its own, which hold however many members there are. */
    public ConsumerGroupSettings timed(int sessionTimeoutMs, int heartbeatIntervalMs) {
        return with(sessionTimeoutMs, sessionTimeoutMs, heartbeatIntervalMs, heartbeatIntervalMs);
    }

    /** With another interval between targets. */
    public ConsumerGroupSettings assigning(@Nullable Integer intervalMs) {
        return new ConsumerGroupSettings(
                sessionTimeoutMs,
                firstSessionTimeoutMs,
                heartbeatIntervalMs,
                relaxedHeartbeatIntervalMs,
                reconciliationHeartbeatIntervalMs,
                intervalMs,
                maxSize,
                assignors);
    }

    /**
     * On a coordinator of so many members, of all its groups: each is heard from so rarely that all together send no
     * more than a thousand heartbeats in a second, unless that takes longer than the relaxed interval; several of them fit in a session.
     */
    public ConsumerGroupSettings among(int members) {
        int intervalMs = Math.min(members, relaxedHeartbeatIntervalMs);
        return intervalMs <= heartbeatIntervalMs
                ? this
                : with(
                        Math.max(sessionTimeoutMs, intervalMs * HEARTBEATS_IN_SESSION),
                        firstSessionTimeoutMs,
                        intervalMs,
                        relaxedHeartbeatIntervalMs);
    }

    private ConsumerGroupSettings with(int sessionMs, int firstSessionMs, int heartbeatMs, int relaxedHeartbeatMs) {
        return new ConsumerGroupSettings(
                sessionMs,
                firstSessionMs,
                heartbeatMs,
                relaxedHeartbeatMs,
                reconciliationHeartbeatIntervalMs,
                assignmentIntervalMs,
                maxSize,
                assignors);
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
