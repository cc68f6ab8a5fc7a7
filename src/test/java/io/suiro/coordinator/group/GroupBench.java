package io.suiro.coordinator.group;

import io.suiro.base.QueuedLane;
import io.suiro.base.RequestContext;
import io.suiro.base.SimulatedTime;
import io.suiro.coordinator.FakeAdmission;
import io.suiro.coordinator.MemoryStateLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.MessageUtil;
import org.jspecify.annotations.Nullable;

/** A coordinator of one partition in simulated time, and the requests that tests make of it. */
final class GroupBench {
    static final String GROUP = "g";
    static final int SESSION_MS = 10_000;
    static final int REBALANCE_MS = 60_000;
    static final GroupSettings SETTINGS = settings(Integer.MAX_VALUE);

    final SimulatedTime time = new SimulatedTime();
    final QueuedLane lane = new QueuedLane();
    MemoryStateLog log = new MemoryStateLog(0, lane);
    final FakeAdmission admission = new FakeAdmission();
    final GroupCoordinator coordinator;

    GroupBench() {
        this(SETTINGS);
    }

    GroupBench(GroupSettings settings) {
        AtomicInteger ids = new AtomicInteger();
        coordinator = new GroupCoordinator(
                settings, groupId -> settings.consumer(), time, time, () -> "id" + ids.incrementAndGet(), admission);
        done(coordinator.elect(log));
    }

    static GroupSettings settings(int maxSize) {
        return new GroupSettings(6_000, 300_000, 3_000, maxSize, 4_096, 3_600_000, 60_000, 1);
    }

    static RequestContext context(int apiVersion) {
        return new RequestContext((short) apiVersion, "client", "/127.0.0.1");
    }

    void advance(long ms) {
        time.advance(ms, lane::runAll);
    }

    /** Runs what was asked, and gives the future, answered or not. */
    <T> Reply<T> asked(CompletionStage<T> stage) {
        lane.runAll();
        return new Reply<>(stage.toCompletableFuture());
    }

    /** Runs what was asked, and gives the answer, which must be there. */
    <T> T done(CompletionStage<T> stage) {
        return asked(stage).get();
    }

    static JoinGroupRequestData joinRequest(String memberId, String... protocols) {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setProtocolType("consumer")
                .setSessionTimeoutMs(SESSION_MS)
                .setRebalanceTimeoutMs(REBALANCE_MS);
        for (String protocol : protocols.length == 0 ? new String[] {"range"} : protocols) {
            request.protocols()
                    .add(new JoinGroupRequestProtocol().setName(protocol).setMetadata(subscription("t")));
        }
        return request;
    }

    static byte[] subscription(String... topics) {
        ByteBuffer buffer = MessageUtil.toVersionPrefixedByteBuffer(
                (short) 0, new ConsumerProtocolSubscription().setTopics(List.of(topics)));
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    Reply<JoinGroupResponseData> join(JoinGroupRequestData request) {
        return asked(coordinator.join(context(9), request));
    }

    /** Asks for an id, and joins with it. */
    Reply<JoinGroupResponseData> joinNew(String... protocols) {
        JoinGroupResponseData id = join(joinRequest("", protocols)).get();
        return join(joinRequest(id.memberId(), protocols));
    }

    Reply<JoinGroupResponseData> joinStatic(String groupInstanceId, int apiVersion) {
        return asked(coordinator.join(context(apiVersion), joinRequest("").setGroupInstanceId(groupInstanceId)));
    }

    static SyncGroupRequestData syncRequest(JoinGroupResponseData joined) {
        SyncGroupRequestData request = new SyncGroupRequestData()
                .setGroupId(GROUP)
                .setMemberId(joined.memberId())
                .setGenerationId(joined.generationId());
        joined.members().forEach(member -> request.assignments()
                .add(new SyncGroupRequestAssignment()
                        .setMemberId(member.memberId())
                        .setAssignment(bytes("for " + member.memberId()))));
        return request;
    }

    Reply<SyncGroupResponseData> sync(JoinGroupResponseData joined) {
        return asked(coordinator.sync(context(5), syncRequest(joined)));
    }

    short heartbeat(JoinGroupResponseData joined) {
        return heartbeat(joined.memberId(), joined.generationId());
    }

    short heartbeat(String memberId, int generationId) {
        return done(coordinator.heartbeat(
                        context(4),
                        new HeartbeatRequestData()
                                .setGroupId(GROUP)
                                .setMemberId(memberId)
                                .setGenerationId(generationId)))
                .errorCode();
    }

    LeaveGroupResponseData leave(String memberId, @Nullable String groupInstanceId) {
        return done(coordinator.leave(
                context(5),
                new LeaveGroupRequestData()
                        .setGroupId(GROUP)
                        .setMembers(List.of(
                                new MemberIdentity().setMemberId(memberId).setGroupInstanceId(groupInstanceId)))));
    }

    static OffsetCommitRequestData commitRequest(String memberId, int generationId, long offset) {
        return new OffsetCommitRequestData()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setGenerationIdOrMemberEpoch(generationId)
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName("t")
                        .setPartitions(List.of(new OffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(offset)
                                .setCommittedLeaderEpoch(7)
                                .setCommittedMetadata("note")))));
    }

    /** Of t-0, for nobody in particular. */
    static TxnOffsetCommitRequestData transactionalRequest(long producerId, int producerEpoch, long offset) {
        return new TxnOffsetCommitRequestData()
                .setTransactionalId("transactional")
                .setGroupId(GROUP)
                .setProducerId(producerId)
                .setProducerEpoch((short) producerEpoch)
                .setTopics(List.of(new TxnOffsetCommitRequestTopic()
                        .setName("t")
                        .setPartitions(List.of(new TxnOffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(offset)))));
    }

    short commit(String memberId, int generationId, long offset) {
        return done(coordinator.commit(context(9), commitRequest(memberId, generationId, offset)))
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .errorCode();
    }

    /** The committed offset of t-0, -1 if there is none. */
    long committed() {
        return done(coordinator.fetchOffsets(
                        context(9),
                        new OffsetFetchRequestGroup()
                                .setGroupId(GROUP)
                                .setTopics(List.of(new OffsetFetchRequestTopics()
                                        .setName("t")
                                        .setPartitionIndexes(List.of(0)))),
                        true))
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .committedOffset();
    }

    String state() {
        return described().groupState();
    }

    DescribedGroup described() {
        return done(coordinator.describe(context(5), List.of(GROUP))).getFirst();
    }

    /** A stable group of as many members as given, the leader first; each is the answer to its join. */
    List<JoinGroupResponseData> stable(int members) {
        List<Reply<JoinGroupResponseData>> joins =
                IntStream.range(0, members).mapToObj(i -> joinNew()).toList();
        advance(6_000);
        List<JoinGroupResponseData> joined = joins.stream().map(Reply::get).toList();
        joined.reversed().forEach(this::sync);
        return joined;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
