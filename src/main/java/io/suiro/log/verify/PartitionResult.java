package io.suiro.log.verify;

/**
 * What the check of a partition's directory comes to.
 *
 * @param firstOffset of its first segment, inclusive
 * @param endOffset exclusive: where the next start ends the log
 */
record PartitionResult(Counts counts, long firstOffset, long endOffset, Findings findings) {}
