package io.suiro.share;

/**
 * How records are delivered to a share group: Kafka's settings of the group, or of the broker where the group has none.
 *
 * @param lockDurationMs share.record.lock.duration.ms
 * @param deliveryLimit share.delivery.count.limit
 * @param maxLocks share.partition.max.record.locks
 * @param isReadCommitted whether share.isolation.level says so
 * @param canRenew share.renew.acknowledge.enable
 * @param start share.auto.offset.reset
 */
public record ShareTerms(
        int lockDurationMs, int deliveryLimit, int maxLocks, boolean isReadCommitted, boolean canRenew, Start start) {
    /** Where a group begins with a partition that it does not know. */
    public sealed interface Start {
        record Earliest() implements Start {}

        record Latest() implements Start {}

        /** At the first record that is not older than so long before now. */
        record Before(long durationMs) implements Start {}
    }
}
