package io.suiro.replica;

/**
 * Where a follower goes on: what it asks its leader for next.
 *
 * @param offset its log end
 * @param lastFetchedEpoch of the record before that, as far as it knows; -1 if it has none
 * @param highWatermark as it knows it
 */
public record FetchPosition(long offset, int lastFetchedEpoch, long logStartOffset, long highWatermark) {}
