package io.suiro.cluster;

import io.suiro.cluster.raft.Role;
import java.util.List;

/**
 * This broker's part in the agreement on metadata, at one moment.
 *
 * @param controllerId the broker that decides, -1 if none is known here
 * @param commitIndex last index that is known here to be safe
 * @param appliedIndex of the last entry that the image contains; -1 before the first
 * @param voterIds as far as this broker has read; empty if it has never heard of any
 */
public record QuorumPart(
        Role role, long term, int controllerId, long commitIndex, long appliedIndex, List<Integer> voterIds) {
    /** Before anything is read. */
    public static final QuorumPart NONE = new QuorumPart(Role.FOLLOWER, 0, -1, -1, -1, List.of());

    public QuorumPart {
        voterIds = List.copyOf(voterIds);
    }
}
