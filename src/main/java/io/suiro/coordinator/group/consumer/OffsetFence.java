package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.error.Refused;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Who may commit and fetch offsets of a consumer group: its members, in their current epoch. */
public final class OffsetFence {
    /** The first version of OffsetCommit that carries a member epoch. */
    private static final short MEMBER_EPOCH_FROM = 9;

    private OffsetFence() {}

    /**
     * A member may also commit in an earlier epoch what it has held since then (KIP-1251). An administrator (a negative epoch) may commit
     * while the group is empty. A member that speaks the classic protocol names its epoch as its generation.
     */
    public static void checkCommit(
            ConsumerGroup group, OffsetCommitRequestData request, short apiVersion, MetadataImage image) {
        String memberId = request.memberId();
        int memberEpoch = request.generationIdOrMemberEpoch();
        if (memberEpoch < 0 && group.isEmpty()) {
            return;
        }
        ConsumerMember member = member(group, memberId);
        boolean isClassic = member.terms().classic() != null;
        if (!isClassic && apiVersion < MEMBER_EPOCH_FROM) {
            throw new Refused(
                    Errors.UNSUPPORTED_VERSION,
                    "OffsetCommit version 9 or above must be used by members using the consumer group protocol");
        }
        boolean hasHeldAll = memberEpoch <= member.progress().memberEpoch()
                && request.topics().stream()
                        .allMatch(topic -> hasHeldSince(
                                member.progress(),
                                memberEpoch,
                                image.topicIds().get(topic.name()),
                                topic.partitions().stream().map(OffsetCommitRequestPartition::partitionIndex)));
        if (!hasHeldAll && isClassic && memberEpoch != member.progress().memberEpoch()) {
            throw new Refused(Errors.ILLEGAL_GENERATION);
        }
        if (!hasHeldAll) {
            checkEpoch(member, memberEpoch);
        }
    }

    /**
     * As {@link #checkCommit}, in a transaction, in which one may commit for nobody in particular at any time.
     *
     * @return NONE, UNKNOWN_MEMBER_ID, or ILLEGAL_GENERATION, since producers know no member epochs
     */
    public static Errors transactionalCommit(
            ConsumerGroup group, TxnOffsetCommitRequestData request, MetadataImage image) {
        int memberEpoch = request.generationId();
        boolean isForNobody = memberEpoch == -1 && request.memberId().isEmpty() && request.groupInstanceId() == null;
        if (isForNobody || (memberEpoch < 0 && group.isEmpty())) {
            return Errors.NONE;
        }
        ConsumerMember member = group.member(request.memberId());
        if (member == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        MemberProgress progress = member.progress();
        boolean isCurrent = memberEpoch == progress.memberEpoch()
                || (memberEpoch < progress.memberEpoch()
                        && request.topics().stream()
                                .allMatch(topic -> hasHeldSince(
                                        progress,
                                        memberEpoch,
                                        image.topicIds().get(topic.name()),
                                        topic.partitions().stream()
                                                .map(TxnOffsetCommitRequestPartition::partitionIndex))));
        return isCurrent ? Errors.NONE : Errors.ILLEGAL_GENERATION;
    }

    /** A commit may have been on its way while the member's epoch changed: what it still holds, it may commit. */
    private static boolean hasHeldSince(
            MemberProgress progress, int memberEpoch, @Nullable Uuid topicId, Stream<Integer> partitions) {
        return topicId != null
                && partitions.allMatch(partition -> progress.hasHeldSince(memberEpoch, topicId, partition));
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
