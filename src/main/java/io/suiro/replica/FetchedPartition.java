package io.suiro.replica;

import org.jspecify.annotations.Nullable;

/** A partition that is fetched from one leader in one leader epoch. Of its fetcher's lane. */
final class FetchedPartition {
    private static final long FIRST_DELAY_MS = 5;
    private static final long LONGEST_DELAY_MS = 1_000;

    final Partition partition;
    final FetchKey key;
    final int leaderEpoch;
    /** Null while it is not to be asked for: its log is looked at, or a failure waited out. */
    @Nullable
    FetchPosition position;
    /** Whether the leader has been asked for it: what came before that answers for another leader epoch. */
    boolean asked;

    /** Whether it is not to be asked for because copying is throttled. */
    boolean held;
    /** As the leader last said, -1 before. */
    long leaderHighWatermark = -1;

    private long delayMs = FIRST_DELAY_MS;

    FetchedPartition(Partition partition, int leaderEpoch) {
        this.partition = partition;
        this.key = new FetchKey(partition.topicId(), partition.topicPartition().partition());
        this.leaderEpoch = leaderEpoch;
    }

    /** Whether it lacks what is committed, as far as is known here: no record waits for a replica that does. */
    boolean isBehind() {
        FetchPosition at = position;
        return at != null && !partition.isInSync() && (leaderHighWatermark < 0 || at.offset() < leaderHighWatermark);
    }

    void succeeded() {
        delayMs = FIRST_DELAY_MS;
    }

    /** How long to wait after another failure. */
    long nextDelayMs() {
        long now = delayMs;
        delayMs = Math.min(LONGEST_DELAY_MS, delayMs * 2);
        return now;
    }
}
