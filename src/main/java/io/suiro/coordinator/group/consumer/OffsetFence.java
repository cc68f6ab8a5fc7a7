package io.suiro.coordinator.group.consumer;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Who may commit and fetch offsets of a consumer group: its members, in their current epoch. */
public final class OffsetFence {
    /** The first version of OffsetCommit that carries a member epoch. */
    private static final short MEMBER_EPOCH_FROM = 9;

    private OffsetFence() {}

    /** An administrator (a negative epoch) may commit while the group is empty. */
    public static void checkCommit(ConsumerGroup group, String memberId, int memberEpoch, short apiVersion) {
        if (memberEpoch < 0 && group.isEmpty()) {
            return;
        }
        ConsumerMember member = member(group, memberId);
        if (apiVersion < MEMBER_EPOCH_FROM) {
            throw new Refused(
                    Errors.UNSUPPORTED_VERSION,
                    "OffsetCommit version 9 or above must be used by members using the consumer group protocol");
        }
        checkEpoch(member, memberEpoch);
    }

    /** Who names no member may always. */
    public static void checkFetch(ConsumerGroup group, @Nullable String memberId, int memberEpoch) {
        if (memberId != null || memberEpoch >= 0) {
            checkEpoch(member(group, memberId), memberEpoch);
        }
    }

    private static ConsumerMember member(ConsumerGroup group, @Nullable String memberId) {
        ConsumerMember member = memberId == null ? null : group.member(memberId);
        if (member == null) {
            throw new Refused(
                    Errors.UNKNOWN_MEMBER_ID,
                    "Member " + memberId + " is not a member of group " + group.groupId() + ".");
        }
        return member;
    }

    private static void checkEpoch(ConsumerMember member, int memberEpoch) {
        int current = member.progress().memberEpoch();
        if (memberEpoch != current) {
            throw new Refused(
                    Errors.STALE_MEMBER_EPOCH,
                    "The received member epoch " + memberEpoch + " does not match the expected member epoch " + current
                            + ".");
        }
    }
}
