package io.suiro.cluster;

import java.util.List;

/**
 * Who holds a partition. Where the ISR is smaller than the effective {@code min.insync.replicas}, which is never more
 * than there are replicas, the high watermark stands still, so that those in {@code elr} still hold everything
 * acknowledged (KIP-966).
 *
 * @param leader broker id, in {@code isr}; -1 if there is none
 * @param replicas broker ids, the preferred leader first; while a reassignment is under way the new ones, then those to
 *     be removed (KIP-455)
 * @param isr in-sync replicas, a subset of {@code replicas}; empty only without a leader
 * @param elr eligible leaders besides the ISR, a subset of {@code replicas} without {@code isr}, in the order of replicas
 * @param lastKnownLeader while there is no leader, who led last, -1 if that is not known or its log is gone
 * @param adding those of {@code replicas} that a reassignment brings
 * @param removing those of {@code replicas} that go once all of {@code adding} are in sync
 * @param leaderEpoch grows with each new leader, and when there is none any more
 * @param partitionEpoch grows with each change of any field
 */
public record PartitionImage(
        int leader,
        List<Integer> replicas,
        List<Integer> isr,
        List<Integer> elr,
        int lastKnownLeader,
        List<Integer> adding,
        List<Integer> removing,
        int leaderEpoch,
        int partitionEpoch) {
    public static final int NO_LEADER = -1;

    public PartitionImage {
        replicas = List.copyOf(replicas);
        isr = List.copyOf(isr);
        elr = List.copyOf(elr);
        adding = List.copyOf(adding);
        removing = List.copyOf(removing);
    }

    /** With nothing under way: no reassignment, nobody eligible outside the ISR. */
    public PartitionImage(int leader, List<Integer> replicas, List<Integer> isr, int leaderEpoch, int partitionEpoch) {
        this(leader, replicas, isr, List.of(), NO_LEADER, List.of(), List.of(), leaderEpoch, partitionEpoch);
    }

    public boolean hasLeader() {
        return leader != NO_LEADER;
    }

    /** What KIP-966 calls the last known ELR: who alone may lead without an unclean election, where nobody else is left. */
    public List<Integer> lastKnownElr() {
        return lastKnownLeader == NO_LEADER ? List.of() : List.of(lastKnownLeader);
    }

    public boolean isReassigning() {
        return !adding.isEmpty() || !removing.isEmpty();
    }
}
