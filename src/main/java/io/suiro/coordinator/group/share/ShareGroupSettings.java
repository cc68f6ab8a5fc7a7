package io.suiro.coordinator.group.share;

/**
 * What holds for one share group: Kafka's settings of the group, or of the broker where the group has none, and one of ours.
 *
 * @param sessionTimeoutMs share.session.timeout.ms
 * @param heartbeatIntervalMs share.heartbeat.interval.ms, while there is nothing to do
 * @param hurriedHeartbeatIntervalMs handed out instead while members have not been told of their targets, if it is shorter
 * @param assignmentIntervalMs share.assignment.interval.ms, how long targets stay; 0 while nobody has set it
 * @param maxSize group.share.max.size, members
 * @param initializeRetryMs group.share.initialize.retry.interval.ms
 */
public record ShareGroupSettings(
        int sessionTimeoutMs,
        int heartbeatIntervalMs,
        int hurriedHeartbeatIntervalMs,
        int assignmentIntervalMs,
        int maxSize,
        int initializeRetryMs) {
    /** Kafka 4.3's. */
    public static final ShareGroupSettings DEFAULTS = new ShareGroupSettings(45_000, 5_000, 200, 0, 200, 30_000);
}
