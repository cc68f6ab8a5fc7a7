package io.suiro.coordinator.group.consumer;

import io.suiro.base.RequestContext;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.GroupCoordinator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A member as Kafka's clients of the classic protocol are, eager or cooperative, with Kafka's own assignors should it
 * lead: one request at a time, and a new beginning after each that it does not hear the answer of.
 */
final class FakeClassicConsumer {
    private static final int SESSION_MS = 10_000;
    private static final int REBALANCE_MS = 10_000;
    private static final int HEARTBEAT_MS = 1_000;
    private static final Node NODE = new Node(1, "h", 1);

    private final Random random;
    private final boolean isCooperative;
    private final ConsumerPartitionAssignor assignor;
    private final List<String> topics;
    private final TestTopics known;
    private String memberId = "";
    private int generation = -1;
    private Set<TopicPartition> owned = Set.of();
    private boolean joined;
    private long nextMs;
    private Map<String, Integer> assignedFor = Map.of();
    private @Nullable CompletableFuture<?> asked;
    private Runnable onAnswer = () -> {};

    FakeClassicConsumer(Random random, boolean isCooperative, List<String> topics, TestTopics known) {
        this.random = random;
        this.isCooperative = isCooperative;
        this.assignor = isCooperative ? new CooperativeStickyAssignor() : new RangeAssignor();
        this.topics = topics;
        this.known = known;
    }

    /** What it reads now. */
    Set<TopicPartition> owned() {
        return owned;
    }

    List<String> topics() {
        return topics;
    }

    /** Takes note of an answer, or asks what is to be asked. */
    void work(GroupCoordinator coordinator, long nowMs, boolean losesAnswers) {
        if (asked != null) {
            if (!asked.isDone()) {
                return;
            }
            asked = null;
            if (losesAnswers && random.nextInt(15) == 0) {
                rejoin(nowMs);
            } else {
                onAnswer.run();
            }
            if (asked != null) {
                return;
            }
        }
        boolean leadsOthersThanItKnew = !assignedFor.isEmpty() && !assignedFor.equals(counts());
        if (joined && leadsOthersThanItKnew) {
            rejoin(nowMs);
        }
        if (nowMs < nextMs) {
            return;
        }
        if (joined) {
            heartbeat(coordinator, nowMs);
        } else {
            join(coordinator, nowMs);
        }
    }

    private void heartbeat(GroupCoordinator coordinator, long nowMs) {
        CompletableFuture<HeartbeatResponseData> answer = coordinator
                .heartbeat(
                        context(4),
                        new HeartbeatRequestData()
                                .setGroupId(SimulatedGroup.GROUP)
                                .setMemberId(memberId)
                                .setGenerationId(generation))
                .toCompletableFuture();
        ask(answer, () -> {
            nextMs = nowMs + HEARTBEAT_MS;
            refused(Errors.forCode(answer.join().errorCode()), nowMs);
        });
    }

    private void join(GroupCoordinator coordinator, long nowMs) {
        if (!isCooperative) {
            owned = Set.of();
        }
        Subscription subscription = new Subscription(topics, null, List.copyOf(owned), generation, Optional.empty());
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(SimulatedGroup.GROUP)
                .setMemberId(memberId)
                .setProtocolType("consumer")
                .setSessionTimeoutMs(SESSION_MS)
                .setRebalanceTimeoutMs(REBALANCE_MS);
        request.protocols()
                .add(new JoinGroupRequestProtocol()
                        .setName(assignor.name())
                        .setMetadata(Utils.toArray(ConsumerProtocol.serializeSubscription(subscription))));
        CompletableFuture<JoinGroupResponseData> answer =
                coordinator.join(context(9), request).toCompletableFuture();
        ask(answer, () -> joined(coordinator, answer.join(), nowMs));
    }

    private void joined(GroupCoordinator coordinator, JoinGroupResponseData response, long nowMs) {
        Errors code = Errors.forCode(response.errorCode());
        if (code == Errors.MEMBER_ID_REQUIRED) {
            memberId = response.memberId();
            return;
        }
        if (refused(code, nowMs)) {
            return;
        }
        memberId = response.memberId();
        generation = response.generationId();
        SyncGroupRequestData request = new SyncGroupRequestData()
                .setGroupId(SimulatedGroup.GROUP)
                .setMemberId(memberId)
                .setGenerationId(generation)
                .setProtocolType("consumer")
                .setProtocolName(assignor.name());
        boolean leads = memberId.equals(response.leader()) && !response.skipAssignment();
        assignedFor = leads ? counts() : Map.of();
        if (leads) {
            request.setAssignments(assignments(response));
        }
        CompletableFuture<SyncGroupResponseData> answer =
                coordinator.sync(context(5), request).toCompletableFuture();
        ask(answer, () -> synced(answer.join(), nowMs));
    }

    private List<SyncGroupRequestAssignment> assignments(JoinGroupResponseData response) {
        Map<String, Subscription> subscriptions = new HashMap<>();
        response.members()
                .forEach(member -> subscriptions.put(
                        member.memberId(),
                        ConsumerProtocol.deserializeSubscription(ByteBuffer.wrap(member.metadata()))));
        List<SyncGroupRequestAssignment> assignments = new ArrayList<>();
        assignor.assign(cluster(), new GroupSubscription(subscriptions))
                .groupAssignment()
                .forEach((id, assignment) -> assignments.add(new SyncGroupRequestAssignment()
                        .setMemberId(id)
                        .setAssignment(Utils.toArray(ConsumerProtocol.serializeAssignment(assignment)))));
        return assignments;
    }

    private void synced(SyncGroupResponseData response, long nowMs) {
        if (refused(Errors.forCode(response.errorCode()), nowMs)) {
            return;
        }
        Assignment assignment = response.assignment().length == 0
                ? new Assignment(List.of())
                : ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(response.assignment()));
        boolean givesUp = !assignment.partitions().containsAll(owned);
        owned = Set.copyOf(assignment.partitions());
        joined = true;
        nextMs = nowMs + HEARTBEAT_MS;
        if (isCooperative && givesUp) {
            rejoin(nowMs);
        }
    }

    private boolean refused(Errors code, long nowMs) {
        switch (code) {
            case NONE -> {
                return false;
            }
            case REBALANCE_IN_PROGRESS -> rejoin(nowMs);
            case ILLEGAL_GENERATION -> {
                lose();
                rejoin(nowMs);
            }
            case UNKNOWN_MEMBER_ID -> {
                memberId = "";
                lose();
                rejoin(nowMs);
            }
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE, COORDINATOR_LOAD_IN_PROGRESS -> nextMs = nowMs + 100;
            default -> throw new AssertionError("refused: " + code);
        }
        return true;
    }

    private void lose() {
        generation = -1;
        owned = Set.of();
    }

    private void rejoin(long nowMs) {
        joined = false;
        assignedFor = Map.of();
        nextMs = nowMs;
    }

    private void ask(CompletableFuture<?> answer, Runnable then) {
        asked = answer;
        onAnswer = then;
    }

    LeaveGroupRequestData leaving() {
        return new LeaveGroupRequestData()
                .setGroupId(SimulatedGroup.GROUP)
                .setMembers(List.of(new MemberIdentity().setMemberId(memberId)));
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        for (String topic : topics) {
            TopicImage image = known.image().topic(topic);
            if (image != null) {
                counts.put(topic, image.partitions().size());
            }
        }
        return counts;
    }

    private Cluster cluster() {
        Set<PartitionInfo> partitions = new HashSet<>();
        for (TopicImage topic : known.image().topics().values()) {
            for (int i = 0; i < topic.partitions().size(); i++) {
                partitions.add(new PartitionInfo(topic.name(), i, NODE, new Node[] {NODE}, new Node[] {NODE}));
            }
        }
        return new Cluster("c", List.of(NODE), partitions, Set.of(), Set.of());
    }

    private static RequestContext context(int apiVersion) {
        return new RequestContext((short) apiVersion, "client", "/127.0.0.1");
    }
}
