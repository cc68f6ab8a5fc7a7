package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ClassicTerms;
import io.suiro.coordinator.group.consumer.ConsumerDecision;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerGroupRecord;
import io.suiro.coordinator.group.consumer.ConsumerMember;
import io.suiro.coordinator.group.consumer.EmbeddedProtocol;
import io.suiro.coordinator.group.consumer.PartitionSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;
import org.pcollections.PMap;

/**
 * A consumer group whose last member of the new protocol has gone becomes a classic one, of the members that are left: each
 * keeps what it may be reading, not what it was yet to get, and all are to join again.
 */
final class Downgrade {
    private Downgrade() {}

    /** Whether the decision takes a member away, without which nothing is ever due. */
    static boolean takesMember(ConsumerDecision decision) {
        return decision.records().stream().anyMatch(ConsumerGroupRecord.TermsDeleted.class::isInstance);
    }

    /** Whether the group is to become a classic one, which a member was taken from. */
    static boolean isDue(GroupState state, ConsumerGroup after) {
        return !after.isEmpty()
                && state.settings().migration().downgrades()
                && after.members().size() <= state.settings().maxSize()
                && after.members().values().stream()
                        .allMatch(member -> member.terms().classic() != null);
    }

    /** In place of the decision, of which only the answers are left. */
    static Decision<GroupRecord, GroupChange> decide(
            GroupState state, ConsumerGroup before, ConsumerGroup after, List<Answer<?>> answers, Moment now) {
        GroupDraft draft = new GroupDraft(classic(state, after, now), state.settings(), now);
        draft.store();
        Rebalance.begin(draft);
        Decision<GroupRecord, GroupChange> begun = draft.decision();
        List<GroupRecord> records = new ArrayList<>(GroupRecord.tombstones(before));
        records.addAll(begun.records());
        List<Answer<?>> all = new ArrayList<>(answers);
        all.addAll(begun.answers());
        return new Decision<>(records, begun.changes(), all);
    }

    private static ClassicGroup classic(GroupState state, ConsumerGroup group, Moment now) {
        PMap<String, Member> members = OrderedPMap.empty();
        for (ConsumerMember member : new TreeMap<>(group.members()).values()) {
            members = members.plus(member.memberId(), classic(state, member, now));
        }
        return classic(group, members, classic(group, members, null, now).selectProtocol(), now);
    }

    private static ClassicGroup classic(
            ConsumerGroup group, PMap<String, Member> members, @Nullable String protocolName, Moment now) {
        return new ClassicGroup(
                group.groupId(),
                ClassicState.STABLE,
                ClassicGroup.CONSUMER,
                group.groupEpoch(),
                protocolName,
                null,
                now.nowMs(),
                members,
                OrderedPMap.empty(),
                Member.NEVER,
                null);
    }

    private static Member classic(GroupState state, ConsumerMember member, Moment now) {
        ClassicTerms classic = Objects.requireNonNull(member.terms().classic());
        PartitionSet held = member.progress().assigned().plus(member.progress().pendingRevocation());
        return new Member(
                member.memberId(),
                member.terms().instanceId(),
                member.terms().clientId(),
                member.terms().clientHost(),
                member.terms().rebalanceTimeoutMs(),
                classic.sessionTimeoutMs(),
                classic.protocols().stream()
                        .map(protocol -> new MemberProtocol(protocol.name(), protocol.metadata()))
                        .toList(),
                Bytes.wrap(EmbeddedProtocol.assignment(held, classic, state.image())),
                false,
                false,
                now.uptimeMs() + classic.sessionTimeoutMs(),
                null,
                null);
    }
}
