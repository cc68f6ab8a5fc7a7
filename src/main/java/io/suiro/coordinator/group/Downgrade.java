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
 * keeps what it may be reading, not what it was yet to get, and all are to join again. Its generation is the epoch that they know, not the
 * one that the leaving would have begun, so that they are told to rebalance, commit what they have done, and join; another one would fence
 * them, and have them do it again.
 */
final class Downgrade {
    private Downgrade() {}

    /** Whether the decision takes a member of the new protocol away. */
    static boolean mayFollow(ConsumerDecision decision) {
        return decision.records().stream().anyMatch(ConsumerGroupRecord.TermsDeleted.class::isInstance);
    }

    /** Whether it was the last one; {@code after} is what such a decision leaves of the group. */
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
        GroupDraft draft = new GroupDraft(classic(state, before.groupEpoch(), after, now), state.settings(), now);
        draft.store();
        Rebalance.begin(draft);
        Decision<GroupRecord, GroupChange> begun = draft.decision();
        List<GroupRecord> records = new ArrayList<>(GroupRecord.tombstones(before));
        records.addAll(begun.records());
        List<Answer<?>> all = new ArrayList<>(answers);
        all.addAll(begun.answers());
        return new Decision<>(records, begun.changes(), all);
    }

    private static ClassicGroup classic(GroupState state, int generationId, ConsumerGroup group, Moment now) {
        PMap<String, Member> members = OrderedPMap.empty();
        for (ConsumerMember member : new TreeMap<>(group.members()).values()) {
            members = members.plus(member.memberId(), classic(state, member, now));
        }
        String protocolName = classic(group, generationId, members, null, now).selectProtocol();
        return classic(group, generationId, members, protocolName, now);
    }

    private static ClassicGroup classic(
            ConsumerGroup group,
            int generationId,
            PMap<String, Member> members,
            @Nullable String protocolName,
            Moment now) {
        return new ClassicGroup(
                group.groupId(),
                ClassicState.STABLE,
                ClassicGroup.CONSUMER,
                generationId,
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
