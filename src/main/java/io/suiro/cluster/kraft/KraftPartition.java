package io.suiro.cluster.kraft;

import java.util.List;
import org.apache.kafka.common.Uuid;

/**
 * Who holds a partition in Kafka. Lists are of broker ids but for the last.
 *
 * @param isr in-sync replicas
 * @param elr eligible leader replicas (KIP-966): not in sync any more, and known to hold everything that is committed
 * @param leaderEpoch of the latest leader
 * @param directories log directory of each replica, in the order of {@code replicas}; empty if Kafka did not say
 */
public record KraftPartition(
        List<Integer> replicas, List<Integer> isr, List<Integer> elr, int leaderEpoch, List<Uuid> directories) {

    /** Ids below are no directories but words: migrating, unassigned, lost. */
    private static final long RESERVED_IDS = 100;

    public KraftPartition {
        replicas = List.copyOf(replicas);
        isr = List.copyOf(isr);
        elr = List.copyOf(elr);
        directories = List.copyOf(directories);
    }

    /** Whether the broker's replica has every record that is committed. */
    public boolean isComplete(int brokerId) {
        return replicas.equals(List.of(brokerId)) || isr.contains(brokerId) || elr.contains(brokerId);
    }

    /** Whether Kafka is known to keep the broker's replica in another directory than that one. */
    public boolean isElsewhere(int brokerId, Uuid directoryId) {
        int at = replicas.indexOf(brokerId);
        if (at < 0 || at >= directories.size()) {
            return false;
        }
        Uuid directory = directories.get(at);
        boolean reserved = directory.getMostSignificantBits() == 0
                && directory.getLeastSignificantBits() >= 0
                && directory.getLeastSignificantBits() < RESERVED_IDS;
        return !reserved && !directory.equals(directoryId);
    }
}
