package io.suiro.log;

/** A record found by time. */
public record FoundOffset(long offset, long timestampMs, int leaderEpoch) {}
