package io.suiro.log.clean;

/**
 * A transaction that was aborted, as the transaction index keeps it. Offsets are inclusive.
 *
 * @param firstOffset of its first record
 * @param lastOffset of its marker
 * @param lastStableOffset of the log once the marker was there
 */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
