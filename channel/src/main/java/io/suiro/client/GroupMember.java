package io.suiro.client;

import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import io.suiro.broker.Topics;
import io.suiro.cluster.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A member of a consumer group (KIP-848), as any other that the group has, whatever door they come through.
 *
 * <pre>
 * idle ── join ──▶ joining ──▶ member ── leave, failed ──▶ left
 *                     ▲           │
 *                     └── fenced ─┘
 * </pre>
 *
 * <p>Takes what it is assigned once it has given up what it is not any more. Sends a heartbeat as often as the coordinator says, and at once when it
 * has something to say. On its lane alone.
 */
final class GroupMember {
    private static final short NO_ERROR = 0;

    private static final int JOIN = 0;
    private static final int LEAVE = -1;
    private static final int LEAVE_STATICALLY = -2;
    private static final int RETRY_MS = 100;
    /** Answers without partitions before it is believed that there are none for it: a group may make its targets a little later. */
    private static final int SETTLING_ANSWERS = 4;

    private static final int SETTLING_MS = 50;

    private final GroupRequests coordinator;
    private final Topics topics;
    private final Lane lane;
    private final Scheduler timer;
    private final ConsumerOptions options;
    private final Owner owner;
    private final String memberId;

    private State state = State.IDLE;
    private int epoch;
    private Set<TopicIdPartition> owned = Set.of();
    /** What it is to own, null until it has been told. */
    private @Nullable Set<TopicIdPartition> target;
    /** What it has said that it owns, null if the coordinator knows nothing. */
    private @Nullable Set<TopicIdPartition> told;

    /** An answer may have been lost, and an assignment with it: everything is said again, and told again. */
    private boolean unanswered;

    private boolean giving;
    private boolean asking;
    /** How many answers to wait for until its first assignment is known. */
    private int settling;
    /** Counts joins: an answer to what was asked before the last one says nothing of this life. */
    private int life;

    private Scheduler.@Nullable Timer next;

    private enum State {
        IDLE,
        JOINING,
        MEMBER,
        LEFT
    }

    /** Who is told, on the lane. */
    interface Owner {
        void assigned(Set<TopicPartition> partitions);

        CompletionStage<?> revoked(Set<TopicPartition> partitions);

        void lost(Set<TopicPartition> partitions);

        /** The first assignment has come, which may be of nothing. */
        void joined();

        void failed(Throwable reason);
    }

    GroupMember(
            GroupRequests coordinator,
            Topics topics,
            String memberId,
            Lane lane,
            Scheduler timer,
            ConsumerOptions options,
            Owner owner) {
        this.coordinator = coordinator;
        this.topics = topics;
        this.memberId = memberId;
        this.lane = lane;
        this.timer = timer;
        this.options = options;
        this.owner = owner;
    }

    String memberId() {
        return memberId;
    }

    int epoch() {
        return epoch;
    }

    /** Another one each time that it joins. */
    int life() {
        return life;
    }

    boolean isMember() {
        return state == State.MEMBER;
    }

    /** Or is about to. */
    boolean hasJoined() {
        return state == State.MEMBER || state == State.JOINING;
    }

    boolean owns(TopicPartition partition) {
        return owned.stream().anyMatch(one -> one.topicPartition().equals(partition));
    }

    /** Anything but a member joins anew. */
    void join() {
        if (hasJoined()) {
            return;
        }
        state = State.JOINING;
        life++;
        asking = false;
        unanswered = false;
        epoch = JOIN;
        target = null;
        told = null;
        owned = Set.of();
        heartbeat();
    }

    /** Completes once the group knows, or cannot be told. What is owned is not given up: the caller has seen to that. */
    CompletionStage<?> leave() {
        if (state == State.LEFT || state == State.IDLE) {
            state = State.LEFT;
            return CompletableFuture.completedFuture(null);
        }
        state = State.LEFT;
        owned = Set.of();
        cancelNext();
        ConsumerGroupHeartbeatRequestData request =
                request().setMemberEpoch(options.groupInstanceId() == null ? LEAVE : LEAVE_STATICALLY);
        return coordinator.heartbeat(request);
    }

    private void heartbeat() {
        if (asking || state == State.LEFT) {
            return;
        }
        asking = true;
        int asked = life;
        cancelNext();
        ConsumerGroupHeartbeatRequestData request = request();
        if (epoch == JOIN) {
            told = null;
            addTerms(request).setTopicPartitions(List.of());
        } else if (unanswered) {
            addTerms(request);
            addOwned(request);
        } else if (!owned.equals(told)) {
            addOwned(request);
        }
        var _ = coordinator
                .heartbeat(request)
                .whenComplete((response, failure) -> lane.execute(() -> {
                    if (asked != life) {
                        return;
                    }
                    asking = false;
                    unanswered = failure != null;
                    if (failure == null) {
                        answered(response);
                    } else {
                        again(RETRY_MS);
                    }
                }));
    }

    private ConsumerGroupHeartbeatRequestData request() {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(options.groupId())
                .setMemberId(memberId)
                .setMemberEpoch(epoch)
                .setInstanceId(options.groupInstanceId())
                .setTopicPartitions(null);
    }

    private ConsumerGroupHeartbeatRequestData addTerms(ConsumerGroupHeartbeatRequestData request) {
        return request.setRebalanceTimeoutMs(options.rebalanceTimeoutMs())
                .setSubscribedTopicNames(options.pattern() == null ? List.copyOf(options.topics()) : null)
                .setSubscribedTopicRegex(options.pattern());
    }

    private void addOwned(ConsumerGroupHeartbeatRequestData request) {
        told = owned;
        Map<Uuid, TopicPartitions> byTopic = new HashMap<>();
        for (TopicIdPartition partition : owned) {
            byTopic.computeIfAbsent(partition.topicId(), id -> new TopicPartitions().setTopicId(id))
                    .partitions()
                    .add(partition.partition());
        }
        request.setTopicPartitions(new ArrayList<>(byTopic.values()));
    }

    private void answered(ConsumerGroupHeartbeatResponseData response) {
        if (state == State.LEFT) {
            return;
        }
        if (response.errorCode() == NO_ERROR) {
            accepted(response);
        } else {
            refused(response, Errors.forCode(response.errorCode()));
        }
    }

    private void refused(ConsumerGroupHeartbeatResponseData response, Errors code) {
        switch (code) {
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH -> {
                giveUp();
                state = State.IDLE;
                join();
            }
            case COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, UNRELEASED_INSTANCE_ID -> {
                told = null;
                again(RETRY_MS);
            }
            default -> {
                giveUp();
                state = State.LEFT;
                owner.failed(code.exception(response.errorMessage()));
            }
        }
    }

    private void giveUp() {
        Set<TopicPartition> lost = names(owned);
        owned = Set.of();
        target = null;
        if (!lost.isEmpty()) {
            owner.lost(lost);
        }
    }

    private void accepted(ConsumerGroupHeartbeatResponseData response) {
        if (state == State.JOINING) {
            settling = SETTLING_ANSWERS;
        }
        state = State.MEMBER;
        epoch = response.memberEpoch();
        if (response.assignment() != null) {
            target = named(response.assignment());
        }
        again(response.heartbeatIntervalMs());
        reconcile();
        if (settling > 0) {
            settle(response.heartbeatIntervalMs());
        }
    }

    private void settle(int heartbeatIntervalMs) {
        settling = owned.isEmpty() ? settling - 1 : 0;
        if (settling == 0) {
            owner.joined();
        } else {
            again(Math.min(heartbeatIntervalMs, SETTLING_MS));
        }
    }

    /** Topics that are not known here yet, or any more, are left out: the next answer brings those that are. */
    private Set<TopicIdPartition> named(ConsumerGroupHeartbeatResponseData.Assignment assignment) {
        Set<TopicIdPartition> named = new HashSet<>();
        for (ConsumerGroupHeartbeatResponseData.TopicPartitions topic : assignment.topicPartitions()) {
            TopicImage image = topics.image().topic(topic.topicId());
            if (image != null) {
                topic.partitions()
                        .forEach(number -> named.add(new TopicIdPartition(topic.topicId(), number, image.name())));
            }
        }
        return named;
    }

    /** What is to go goes first; while it is going a new target waits. */
    private void reconcile() {
        Set<TopicIdPartition> aim = target;
        if (aim == null || giving) {
            return;
        }
        Set<TopicIdPartition> going = new HashSet<>(owned);
        going.removeAll(aim);
        if (!going.isEmpty()) {
            giving = true;
            var _ = owner.revoked(names(going))
                    .whenComplete((done, failure) -> lane.execute(() -> {
                        giving = false;
                        if (state == State.MEMBER) {
                            Set<TopicIdPartition> left = new HashSet<>(owned);
                            left.removeAll(going);
                            owned = left;
                            reconcile();
                            heartbeat();
                        }
                    }));
            return;
        }
        Set<TopicIdPartition> coming = new HashSet<>(aim);
        coming.removeAll(owned);
        owned = aim;
        if (!coming.isEmpty()) {
            owner.assigned(names(coming));
        }
        if (!owned.equals(told)) {
            heartbeat();
        }
    }

    private static Set<TopicPartition> names(Set<TopicIdPartition> partitions) {
        Set<TopicPartition> names = new HashSet<>();
        partitions.forEach(partition -> names.add(partition.topicPartition()));
        return names;
    }

    private void again(int delayMs) {
        cancelNext();
        next = timer.schedule(delayMs, () -> lane.execute(this::heartbeat));
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }
}
