package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.ReassignPartition;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * Gives a partition other replicas (KIP-455): the new ones join the old, and once all are in sync the old ones go. Where
 * nothing is to be added it is complete at once. Cancelling leaves the replicas that were there before.
 */
final class DecideReassignPartition {
    private DecideReassignPartition() {}

    static Decision<Outcome<PartitionImage>> decide(
            MetadataImage image, ReassignPartition command, DecisionContext context) {
        NamedPartition named = NamedPartition.find(image, command.topic(), command.partition());
        PartitionImage partition = named.partition();
        List<Integer> original = PartitionDraft.original(partition);
        List<Integer> target = command.target();
        if (target == null && !partition.isReassigning()) {
            throw new Refused(Errors.NO_REASSIGNMENT_IN_PROGRESS);
        }
        if (target != null) {
            Assignments.checkReplicas(image, target);
            checkFactor(command, original.size(), target.size());
        }
        PartitionDraft draft = named.draft(image, context);
        if (!draft.reassign(target == null ? original : target)) {
            throw new Refused(
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    "Unable to revert partition assignment for " + command.topic() + ":" + command.partition()
                            + " because it would require an unclean leader election.");
        }
        draft.elect();
        return named.decision(draft.finish());
    }

    private static void checkFactor(ReassignPartition command, int before, int after) {
        if (!command.allowReplicationFactorChange() && before != after) {
            throw new Refused(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "The replication factor is changed from " + before + " to " + after);
        }
    }
}
