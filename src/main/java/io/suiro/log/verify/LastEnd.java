package io.suiro.log.verify;

/**
 * What the last run left word of, as far as one partition goes.
 *
 * @param clean whether the broker was shut down cleanly; otherwise the next start recovers its logs
 * @param recoveryPoint exclusive: everything below it was durable
 * @param logStartOffset inclusive; 0 if the log starts where its files do
 * @param cleanedTo exclusive: everything below it has been compacted
 * @param gaps whether compaction may have left some
 */
record LastEnd(boolean clean, long recoveryPoint, long logStartOffset, long cleanedTo, Gaps gaps) {
    /** Where offsets may be missing between segments without having been lost. */
    enum Gaps {
        /** Nowhere: the topic is not compacted. */
        NONE,
        /** Below the recovery point, which a cleaning moves over what it is about to clean. */
        DURABLE,
        /** Anywhere: it was a Kafka that ran last and was killed, or the recovery points are lost. */
        ANYWHERE,
        /** That is not known: there is no metadata. */
        UNKNOWN
    }

    /** Whether the next start takes the batches of a segment as they are, given where the next one begins, if any. */
    boolean keepsBatches(boolean last, long nextBaseOffset) {
        return clean || (!last && nextBaseOffset <= recoveryPoint);
    }

    /** Whether the next start takes its indexes as they are. */
    boolean keepsIndexes(boolean last, long nextBaseOffset) {
        return clean || (!last && nextBaseOffset < recoveryPoint);
    }
}
