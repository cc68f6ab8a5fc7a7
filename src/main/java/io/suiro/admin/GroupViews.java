package io.suiro.admin;

import io.suiro.base.Clock;
import io.suiro.broker.GroupQueries;
import io.suiro.error.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Looks at groups of any type. Fails with GROUP_ID_NOT_FOUND, COORDINATOR_NOT_AVAILABLE ... Any thread. */
final class GroupViews {
    private static final GroupOffset.Bounds UNKNOWN = new GroupOffset.Bounds(Map.of(), Map.of(), 0);

    private final AdminDoor door;

    GroupViews(AdminDoor door) {
        this.door = door;
    }

    /** With how far it is behind, as far as leaders answer. */
    CompletionStage<GroupView> describe(String id) {
        return describe(id, this::bounds);
    }

    /**
     * Completes if the condition holds, at once if there is none.
     *
     * @param ifMatch a header, see {@link EntityTag#check}
     * @throws Refused GROUP_ID_NOT_FOUND and others of coordinators
     */
    CompletionStage<?> check(String id, @Nullable String ifMatch) {
        return ifMatch == null
                ? CompletableFuture.completedFuture(id)
                : describe(id, positions -> CompletableFuture.completedFuture(UNKNOWN))
                        .thenAccept(group -> EntityTag.of(group).check(ifMatch));
    }

    private CompletionStage<GroupView> describe(
            String id, Function<Map<TopicPartition, Long>, CompletionStage<GroupOffset.Bounds>> bounds) {
        CompletionStage<GroupView> members = queries().describe(id, GroupView::of, GroupView::of, GroupView::of);
        return members.thenCompose(group -> offsets(group, bounds).thenApply(group::with));
    }

    private CompletionStage<List<GroupOffset>> offsets(
            GroupView group, Function<Map<TopicPartition, Long>, CompletionStage<GroupOffset.Bounds>> bounds) {
        return group.type().equals("share")
                ? queries().shareOffsets(group.groupId()).thenCompose(shared -> bounds.apply(
                                GroupOffset.positions(shared))
                        .thenApply(known -> GroupOffset.of(shared, known)))
                : queries().offsets(group.groupId()).thenCompose(committed -> bounds.apply(
                                GroupOffset.positions(committed))
                        .thenApply(known -> GroupOffset.of(committed, known)));
    }

    /** Where there is nothing to be read no timestamp is looked for. */
    private CompletionStage<GroupOffset.Bounds> bounds(Map<TopicPartition, Long> positions) {
        GroupQueries queries = queries();
        return queries.ends(positions.keySet()).thenCompose(ends -> {
            Map<TopicPartition, Long> behind = new HashMap<>(positions);
            behind.entrySet()
                    .removeIf(position -> position.getValue() < 0
                            || position.getValue() >= ends.getOrDefault(position.getKey(), -1L));
            return queries.timesMs(behind)
                    .thenApply(timesMs -> new GroupOffset.Bounds(ends, timesMs, Clock.SYSTEM.nowMs()));
        });
    }

    private GroupQueries queries() {
        return door.broker().groups().queries();
    }
}
