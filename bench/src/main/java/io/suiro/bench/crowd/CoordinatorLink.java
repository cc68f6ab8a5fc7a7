package io.suiro.bench.crowd;

import io.suiro.bench.crowd.PhaseTally.Ask;
import io.suiro.bench.load.Cluster;
import io.suiro.bench.load.Connection;
import io.suiro.bench.load.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;

/** A connection of one member to the coordinator of its group. Every request is counted. One thread. */
final class CoordinatorLink implements AutoCloseable {
    private static final short FIND_COORDINATOR = 4;
    private static final short HEARTBEAT = 1;
    private static final short OFFSET_COMMIT = 9;
    private static final int RETRY_MS = 100;

    private final Setting setting;
    private final String groupId;
    private final PhaseTally tally;
    private final Connection connection;

    private CoordinatorLink(Setting setting, String groupId, PhaseTally tally, Connection connection) {
        this.setting = setting;
        this.groupId = groupId;
        this.tally = tally;
        this.connection = connection;
    }

    /** Asks the first bootstrap server until it knows a coordinator. */
    static CoordinatorLink find(Setting setting, String groupId, PhaseTally tally)
            throws IOException, InterruptedException {
        try (CoordinatorLink any = open(Cluster.addresses(setting.bootstrap()).getFirst(), setting, groupId, tally)) {
            while (true) {
                Coordinator found = any.findAgain();
                if (found.errorCode() == Errors.NONE.code()) {
                    var address = InetSocketAddress.createUnresolved(found.host(), found.port());
                    return open(address, setting, groupId, tally);
                }
                Thread.sleep(RETRY_MS);
            }
        }
    }

    private static CoordinatorLink open(InetSocketAddress address, Setting setting, String groupId, PhaseTally tally)
            throws IOException {
        return new CoordinatorLink(setting, groupId, tally, Connection.open(address));
    }

    Coordinator findAgain() throws IOException {
        var request = new FindCoordinatorRequestData().setKeyType((byte) 0).setCoordinatorKeys(List.of(groupId));
        return ask(
                        Ask.FIND_COORDINATOR,
                        request,
                        FIND_COORDINATOR,
                        body -> new FindCoordinatorResponseData(body, FIND_COORDINATOR),
                        answer -> answer.coordinators().getFirst().errorCode())
                .coordinators()
                .getFirst();
    }

    ConsumerGroupHeartbeatResponseData heartbeat(ConsumerGroupHeartbeatRequestData request) throws IOException {
        return ask(
                Ask.HEARTBEAT,
                request,
                HEARTBEAT,
                body -> new ConsumerGroupHeartbeatResponseData(body, HEARTBEAT),
                ConsumerGroupHeartbeatResponseData::errorCode);
    }

    /** That nothing of these partitions has been read yet. */
    void commit(String memberId, int memberEpoch, Collection<Integer> partitions) throws IOException {
        var request = new OffsetCommitRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setGenerationIdOrMemberEpoch(memberEpoch)
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName(setting.topic())
                        .setPartitions(partitions.stream()
                                .map(partition -> new OffsetCommitRequestPartition()
                                        .setPartitionIndex(partition)
                                        .setCommittedOffset(0))
                                .toList())));
        ask(
                Ask.COMMIT,
                request,
                OFFSET_COMMIT,
                body -> new OffsetCommitResponseData(body, OFFSET_COMMIT),
                answer -> answer.topics().getFirst().partitions().getFirst().errorCode());
    }

    /** As a heartbeat names partitions. */
    static List<TopicPartitions> named(Uuid topicId, Collection<Integer> partitions) {
        return partitions.isEmpty()
                ? List.of()
                : List.of(new TopicPartitions().setTopicId(topicId).setPartitions(List.copyOf(partitions)));
    }

    private <T> T ask(
            Ask ask, ApiMessage body, short version, Function<ByteBufferAccessor, T> decoder, Function<T, Short> error)
            throws IOException {
        Request request = Request.of(body, version);
        long sentNanos = System.nanoTime();
        connection.send(request);
        var answered = connection.receive();
        long latencyNanos = System.nanoTime() - sentNanos;
        T answer = decoder.apply(new ByteBufferAccessor(answered));
        tally.answered(ask, latencyNanos, Errors.forCode(error.apply(answer)));
        return answer;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
