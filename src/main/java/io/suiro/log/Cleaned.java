package io.suiro.log;

/**
 * What a cleaning has done.
 *
 * @param endOffset everything below is compacted, exclusive
 * @param bytesRead to find the latest keys, and to copy
 * @param bytesBefore of the segments that were replaced
 * @param bytesAfter of those that took their place
 */
public record Cleaned(long endOffset, long bytesRead, long bytesBefore, long bytesAfter) {}
