package io.suiro.replica;

/** Not served any more, for good. */
record Closed(int leaderEpoch) implements Role {}
