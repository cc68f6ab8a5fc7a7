package io.suiro.log;

/**
 * What became of an append. For a duplicate of an idempotent producer these are the offsets of the first time.
 *
 * @param firstOffset offset of the first record
 * @param lastOffset offset of the last record, inclusive
 * @param logAppendTimeMs the stamped time if the topic has {@code message.timestamp.type=LogAppendTime}, else -1
 * @param logStartOffset of the log at that time
 * @param duplicate whether nothing was written because the batch is already there
 */
public record Appended(
        long firstOffset, long lastOffset, long logAppendTimeMs, long logStartOffset, boolean duplicate) {}
