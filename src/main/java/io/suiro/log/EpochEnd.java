package io.suiro.log;

/**
 * Answer to "where does this leader epoch end?" (KIP-101, KIP-279).
 *
 * @param leaderEpoch the largest epoch known that is not above the one asked for, -1 if there is none
 * @param endOffset exclusive, -1 if unknown
 */
public record EpochEnd(int leaderEpoch, long endOffset) {}
