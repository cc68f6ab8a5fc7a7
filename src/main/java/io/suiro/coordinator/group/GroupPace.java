package io.suiro.coordinator.group;

/**
 * How promptly groups act where Kafka's settings say nothing, or were left at defaults that were made for another
 * pace. Times in milliseconds.
 *
 * @param initialDelayMs how long a classic group that was empty waits for further members after each that comes, in
 *     place of group.initial.rebalance.delay.ms
 * @param heartbeatMs between heartbeats of a consumer group's member, in place of group.consumer.heartbeat.interval.ms
 * @param silenceMs after which a consumer group's member is gone, in place of group.consumer.session.timeout.ms
 * @param reconciliationHeartbeatMs between heartbeats while a group reconciles, if that is shorter
 * @param graceMs a member whose connection ended is gone if it is so late with its next heartbeat
 */
public record GroupPace(
        int initialDelayMs, int heartbeatMs, int silenceMs, int reconciliationHeartbeatMs, int graceMs) {
    public static final GroupPace DEFAULTS = new GroupPace(500, 1_000, 8_000, 200, 800);

    public GroupPace {
        if (heartbeatMs >= silenceMs) {
            throw new IllegalArgumentException("suiro.groups.heartbeat-interval " + heartbeatMs
                    + " ms is not below suiro.groups.silence-timeout " + silenceMs + " ms");
        }
    }
}
