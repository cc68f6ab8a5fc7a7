package io.suiro.record;

/**
 * What a topic asks of the batches that clients send to it.
 *
 * @param maxMessageBytes a batch, header included and as it is compressed, is not larger
 * @param compacted whether each record needs a key
 * @param logAppendTime whether the broker's time replaces the producer's, which is then not looked at
 * @param timestampBeforeMaxMs how far a record's time may lie before the broker's
 * @param timestampAfterMaxMs how far after
 */
public record BatchRules(
        int maxMessageBytes,
        boolean compacted,
        boolean logAppendTime,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs) {

    /** Whether a record may carry this time; {@link Batch#NO_TIMESTAMP} always may. */
    boolean allows(long timestampMs, long nowMs) {
        if (logAppendTime || timestampMs == Batch.NO_TIMESTAMP) {
            return true;
        }
        boolean tooEarly = timestampMs < nowMs - timestampBeforeMaxMs;
        boolean tooLate = timestampMs > nowMs && timestampMs - nowMs > timestampAfterMaxMs;
        return timestampMs >= 0 && !tooEarly && !tooLate;
    }
}
