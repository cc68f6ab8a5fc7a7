package io.suiro.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.QueuedLane;
import io.suiro.base.RequestContext;
import io.suiro.base.SimulatedTime;
import io.suiro.coordinator.FakeAdmission;
import io.suiro.coordinator.MemoryStateLog;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.group.GroupSettings;
import io.suiro.record.TransactionMarker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A coordinator of one partition in simulated time, a topic "t" of four partitions, and the requests of members. */
final class ConsumerBench {
    static final String GROUP = "g";
    static final int SESSION_MS = 45_000;
    static final int FIRST_SESSION_MS = 2 * SESSION_MS;
    static final int REBALANCE_MS = 30_000;
    static final int HEARTBEAT_MS = 5_000;
    static final int RECONCILIATION_HEARTBEAT_MS = 200;

    final SimulatedTime time = new SimulatedTime();
    final TestTopics topics = new TestTopics().with("t", 4);
    final MemoryStateLog log;
    final FakeAdmission admission = new FakeAdmission();
    final GroupCoordinator coordinator;
    private final QueuedLane lane = new QueuedLane();
    private int ids;

    ConsumerBench() {
        this(Integer.MAX_VALUE);
    }

    ConsumerBench(int maxSize) {
        this(maxSize, null);
    }

    ConsumerBench(int maxSize, @Nullable Integer assignmentIntervalMs) {
        GroupSettings settings = new GroupSettings(
                6_000,
                300_000,
                0,
                Integer.MAX_VALUE,
                4_096,
                5_000,
                3_600_000,
                60_000,
                1,
                new ConsumerGroupSettings(
                        SESSION_MS,
                        FIRST_SESSION_MS,
                        HEARTBEAT_MS,
                        HEARTBEAT_MS,
                        RECONCILIATION_HEARTBEAT_MS,
                        assignmentIntervalMs,
                        maxSize,
                        List.of("uniform", "range")));
        log = new MemoryStateLog(0, lane);
        coordinator = new GroupCoordinator(
                settings, groupId -> settings.consumer(), time, time, () -> "id" + ids++, admission);
        coordinator.metadataChanged(topics.image());
        done(coordinator.elect(log));
    }

    <T> T done(CompletionStage<T> stage) {
        lane.runAll();
        assertThat(stage.toCompletableFuture()).isCompleted();
        return stage.toCompletableFuture().join();
    }

    void advance(long ms) {
        lane.runAll();
        time.advance(ms, lane::runAll);
    }

    static RequestContext context(int apiVersion) {
        return new RequestContext((short) apiVersion, "client", "/127.0.0.1");
    }

    static ConsumerGroupHeartbeatRequestData joining(String memberId) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setMemberEpoch(0)
                .setRebalanceTimeoutMs(REBALANCE_MS)
                .setSubscribedTopicNames(List.of("t"))
                .setTopicPartitions(List.of());
    }

    static ConsumerGroupHeartbeatRequestData beating(String memberId, int memberEpoch) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setMemberEpoch(memberEpoch);
    }

    ConsumerGroupHeartbeatResponseData ask(ConsumerGroupHeartbeatRequestData request) {
        return done(coordinator.consumerHeartbeat(context(1), request));
    }

    Errors refused(ConsumerGroupHeartbeatRequestData request) {
        return Errors.forCode(ask(request).errorCode());
    }

    /** Fails if the member is refused. */
    ConsumerGroupHeartbeatResponseData join(String memberId) {
        return accepted(joining(memberId));
    }

    ConsumerGroupHeartbeatResponseData beat(String memberId, int memberEpoch) {
        return accepted(beating(memberId, memberEpoch));
    }

    ConsumerGroupHeartbeatResponseData accepted(ConsumerGroupHeartbeatRequestData request) {
        ConsumerGroupHeartbeatResponseData response = ask(request);
        assertThat(Errors.forCode(response.errorCode()))
                .as(response.errorMessage())
                .isEqualTo(Errors.NONE);
        return response;
    }

    /** Of topic "t". */
    List<TopicPartitions> owned(Integer... partitions) {
        return List.of(
                new TopicPartitions().setTopicId(topics.topic("t").id()).setPartitions(Arrays.asList(partitions)));
    }

    /** Numbers of the partitions in the answer, null if it has no assignment. */
    static @Nullable List<Integer> assigned(ConsumerGroupHeartbeatResponseData response) {
        if (response.assignment() == null) {
            return null;
        }
        List<Integer> partitions = new ArrayList<>();
        response.assignment().topicPartitions().forEach(topic -> partitions.addAll(topic.partitions()));
        return partitions;
    }

    DescribedGroup described() {
        return done(coordinator.describeConsumers(context(1), List.of(GROUP))).getFirst();
    }

    Errors commit(int apiVersion, String memberId, int memberEpoch, int... partitions) {
        OffsetCommitRequestData request = new OffsetCommitRequestData()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setGenerationIdOrMemberEpoch(memberEpoch)
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName("t")
                        .setPartitions(IntStream.of(partitions)
                                .mapToObj(partition -> new OffsetCommitRequestPartition()
                                        .setPartitionIndex(partition)
                                        .setCommittedOffset(42))
                                .toList())));
        return Errors.forCode(done(coordinator.commit(context(apiVersion), request))
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .errorCode());
    }

    /** In a transaction, by the producer 1. */
    Errors commitInTransaction(String memberId, int memberEpoch, int... partitions) {
        TxnOffsetCommitRequestData request = new TxnOffsetCommitRequestData()
                .setTransactionalId("transactional")
                .setGroupId(GROUP)
                .setProducerId(1)
                .setProducerEpoch((short) 0)
                .setMemberId(memberId)
                .setGenerationId(memberEpoch)
                .setTopics(List.of(new TxnOffsetCommitRequestTopic()
                        .setName("t")
                        .setPartitions(IntStream.of(partitions)
                                .mapToObj(partition -> new TxnOffsetCommitRequestPartition()
                                        .setPartitionIndex(partition)
                                        .setCommittedOffset(42))
                                .toList())));
        return Errors.forCode(done(coordinator.commitInTransaction(context(5), request))
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .errorCode());
    }

    /** Of the producer 1. */
    void endTransaction(boolean committed) {
        done(coordinator.endTransaction(0, new TransactionMarker(1, (short) 0, committed, 0, 1)));
    }
}
