package io.suiro.replica;

/**
 * How a partition that is led here was lately.
 *
 * @param underReplicated a replica is not in sync, other than those that a reassignment brings
 * @param underMinIsr fewer are in sync than acks=all asks for
 * @param lagRecords what the follower that is furthest behind lacks, as an offset range; one that has not fetched lacks everything
 */
public record PartitionHealth(boolean underReplicated, boolean underMinIsr, long lagRecords) {}
