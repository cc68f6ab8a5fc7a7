package io.suiro.replica;

/** @param leaderId -1 while there is no leader */
record Follower(int leaderId, int leaderEpoch) implements Role {}
