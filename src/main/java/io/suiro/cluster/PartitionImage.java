package io.suiro.cluster;

import java.util.List;

/**
 * Who holds a partition.
 *
 * @param leader broker id, -1 if there is none
 * @param replicas broker ids, the preferred leader first
 * @param isr in-sync replicas, a subset of {@code replicas}
 * @param leaderEpoch grows with each new leader
 * @param partitionEpoch grows with each change of any field
 */
public record PartitionImage(
        int leader, List<Integer> replicas, List<Integer> isr, int leaderEpoch, int partitionEpoch) {
    public PartitionImage {
        replicas = List.copyOf(replicas);
        isr = List.copyOf(isr);
    }
}
