package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerDecision;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerGroupRecord;
import io.suiro.coordinator.group.consumer.MemberRequest.Decided;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a decision about a consumer group comes to: it goes on, or becomes a classic one ({@link Downgrade}). */
final class ConsumerOutcome {
    private ConsumerOutcome() {}

    static <T> Decision<GroupRecord, GroupChange> of(
            GroupState state, ConsumerGroup before, Decided<T> decided, CompletableFuture<T> asker, Moment now) {
        return of(state, before, decided.decision(), List.of(new Answer<>(asker, decided.response())), now);
    }

    static Decision<GroupRecord, GroupChange> of(
            GroupState state, ConsumerGroup before, ConsumerDecision decision, List<Answer<?>> answers, Moment now) {
        ConsumerGroup after = Downgrade.takesMember(decision) ? after(before, decision) : null;
        return after != null && Downgrade.isDue(state, after)
                ? Downgrade.decide(state, before, after, answers, now)
                : new Decision<>(
                        GroupRecord.ofConsumers(decision.records()),
                        List.of(GroupChange.of(before.groupId(), decision)),
                        answers);
    }

    private static @Nullable ConsumerGroup after(ConsumerGroup before, ConsumerDecision decision) {
        ConsumerGroup after = before;
        for (ConsumerGroupRecord record : decision.records()) {
            after = after == null ? null : after.apply(record);
        }
        return after;
    }
}
