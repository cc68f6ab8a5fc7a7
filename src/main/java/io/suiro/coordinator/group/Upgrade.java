package io.suiro.coordinator.group;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ClassicTerms;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerGroupRecord;
import io.suiro.coordinator.group.consumer.Deadlines;
import io.suiro.coordinator.group.consumer.EmbeddedProtocol;
import io.suiro.coordinator.group.consumer.MemberProgress;
import io.suiro.coordinator.group.consumer.MemberState;
import io.suiro.coordinator.group.consumer.MemberTerms;
import io.suiro.coordinator.group.consumer.PartitionSet;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;

/**
 * A classic group becomes a consumer group, be it while it has members. They stay, go on to speak the classic protocol, and hold
 * what they were assigned or said that they own: whoever waits for a join or an assignment is told to join again.
 *
 * @param group what it is now
 * @param records that make it so
 * @param answers to those that waited
 */
record Upgrade(ConsumerGroup group, Deadlines deadlines, List<GroupRecord> records, List<Answer<?>> answers) {
    /** Where there is no group, or an empty one, whose offsets stay. */
    static Upgrade ofNobody(GroupState state, String groupId) {
        return new Upgrade(
                ConsumerGroup.empty(groupId),
                state.deadlines(groupId),
                state.stored(groupId) == null ? List.of() : List.of(new GroupRecord.GroupDeleted(groupId)),
                List.of());
    }

    /** Throws GROUP_ID_NOT_FOUND if that cannot be, or is not wanted. */
    static Upgrade of(GroupState state, ClassicGroup classic, Moment now) {
        String groupId = classic.groupId();
        String complaint = complaint(state, classic);
        if (complaint != null) {
            throw new Refused(Errors.GROUP_ID_NOT_FOUND, "Group " + groupId + " is not a consumer group: " + complaint);
        }
        List<ConsumerGroupRecord> made;
        try {
            made = records(classic, state.image());
        } catch (SchemaException e) {
            throw new Refused(
                    Errors.GROUP_ID_NOT_FOUND,
                    "Group " + groupId
                            + " cannot become a consumer group: what its members say to each other is not the"
                            + " consumer protocol: " + e.getMessage());
        }
        ConsumerGroup group = ConsumerGroup.empty(groupId);
        for (ConsumerGroupRecord record : made) {
            ConsumerGroup applied = group.apply(record);
            if (applied == null) {
                throw new IllegalStateException("an upgrade deletes nothing: " + record);
            }
            group = applied;
        }
        List<GroupRecord> records = new ArrayList<>();
        records.add(new GroupRecord.GroupDeleted(groupId));
        records.addAll(GroupRecord.ofConsumers(made));
        Deadlines deadlines = Deadlines.restored(group, state.consumerSettings(groupId), now.uptimeMs());
        return new Upgrade(group, deadlines, records, sentBack(classic));
    }

    private static @Nullable String complaint(GroupState state, ClassicGroup classic) {
        if (!state.settings().migration().upgrades()) {
            return "group.consumer.migration.policy does not let classic groups become one while they have members.";
        }
        if (!classic.isConsumer()) {
            return "its members are no consumers.";
        }
        int maxSize = state.consumerSettings(classic.groupId()).maxSize();
        return classic.members().size() > maxSize ? "it has more than " + maxSize + " members." : null;
    }

    private static List<ConsumerGroupRecord> records(ClassicGroup classic, MetadataImage image) {
        String groupId = classic.groupId();
        int epoch = classic.generationId();
        Map<String, PartitionSet> held = held(classic, image);
        List<ConsumerGroupRecord> records = new ArrayList<>();
        for (Member member : classic.members().values()) {
            records.add(new ConsumerGroupRecord.TermsStored(groupId, member.memberId(), terms(member)));
        }
        records.add(new ConsumerGroupRecord.GroupStored(groupId, epoch, 0));
        held.forEach((memberId, partitions) ->
                records.add(new ConsumerGroupRecord.TargetStored(groupId, memberId, partitions)));
        records.add(new ConsumerGroupRecord.TargetEpochStored(groupId, epoch, classic.stateSinceMs()));
        held.forEach((memberId, partitions) -> records.add(new ConsumerGroupRecord.ProgressStored(
                groupId,
                memberId,
                new MemberProgress(
                        epoch, epoch, MemberState.STABLE, partitions, PartitionSet.NONE, HashTreePMap.empty()))));
        return records;
    }

    /** What members may be reading: during a rebalance they go on with what they say they own, if nobody else was assigned it. */
    private static Map<String, PartitionSet> held(ClassicGroup classic, MetadataImage image) {
        Map<String, PartitionSet> held = new HashMap<>();
        PartitionSet taken = PartitionSet.NONE;
        for (Member member : classic.members().values()) {
            PartitionSet assigned =
                    EmbeddedProtocol.assigned(member.assignment(), image).minus(taken);
            held.put(member.memberId(), assigned);
            taken = taken.plus(assigned);
        }
        for (Member member : classic.members().values()) {
            PartitionSet owned =
                    EmbeddedProtocol.owned(subscription(member), image).minus(taken);
            held.merge(member.memberId(), owned, PartitionSet::plus);
            taken = taken.plus(owned);
        }
        return held;
    }

    private static ConsumerProtocolSubscription subscription(Member member) {
        return EmbeddedProtocol.subscription(classic(member));
    }

    private static ClassicTerms classic(Member member) {
        return new ClassicTerms(
                member.sessionTimeoutMs(),
                member.protocols().stream()
                        .map(protocol -> new ClassicTerms.Protocol(protocol.name(), protocol.metadata()))
                        .toList());
    }

    private static MemberTerms terms(Member member) {
        ConsumerProtocolSubscription subscription = subscription(member);
        String rackId = subscription.rackId();
        return new MemberTerms(
                member.groupInstanceId(),
                rackId == null || rackId.isEmpty() ? null : rackId,
                member.clientId(),
                member.clientHost(),
                subscription.topics(),
                null,
                member.rebalanceTimeoutMs(),
                null,
                classic(member));
    }

    private static List<Answer<?>> sentBack(ClassicGroup classic) {
        List<Answer<?>> answers = new ArrayList<>();
        for (Member member : classic.members().values()) {
            if (member.awaitingJoin() != null) {
                answers.add(new Answer<>(
                        member.awaitingJoin(), ClassicJoin.refusal(member.memberId(), Errors.REBALANCE_IN_PROGRESS)));
            }
            if (member.awaitingSync() != null) {
                answers.add(new Answer<>(
                        member.awaitingSync(),
                        new SyncGroupResponseData().setErrorCode(Errors.REBALANCE_IN_PROGRESS.code())));
            }
        }
        return answers;
    }
}
