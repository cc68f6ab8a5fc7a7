package io.suiro.share;

/**
 * A batch of the log, as a share group sees it.
 *
 * @param lastOffset inclusive
 * @param isDelivered false for one that has nothing for members: markers of transactions, and what was aborted
 */
record FoundBatch(long firstOffset, long lastOffset, boolean isDelivered) {}
