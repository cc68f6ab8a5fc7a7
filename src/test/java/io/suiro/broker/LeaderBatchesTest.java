package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.SimulatedTime;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.PeerRequests;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponseCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

/** Broker 0, which leads nothing, and two others that answer as they are told. */
class LeaderBatchesTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final SimulatedTime time = new SimulatedTime();
    private final List<Integer> asked = new ArrayList<>();
    private final Deque<Errors> answers = new ArrayDeque<>();
    private final BrokerRequests others = new BrokerRequests((nodeId, clientId) -> new Leader(nodeId), "test");

    private MetadataImage image = ledBy(1);

    @SuppressWarnings("NullAway") // it does nothing itself here
    private final LeaderBatches batches =
            new LeaderBatches(0, () -> image, null, Runnable::run, time, null, others, others);

    @Test
    void whereAnElectionIsNotKnownYetTheNewLeaderIsAskedOnceItIs() {
        answers.addAll(List.of(Errors.NOT_LEADER_OR_FOLLOWER, Errors.NOT_LEADER_OR_FOLLOWER, Errors.NONE));
        CompletableFuture<Outcome<Long>> appended = append();

        time.advance(100, () -> image = ledBy(2));
        assertThat(appended).isNotDone();
        time.advance(100, () -> {});

        assertThat(appended).isCompletedWithValue(Outcome.ok(7L));
        assertThat(asked).containsExactly(1, 1, 2);
    }

    @Test
    void itIsToldAfterAWhileThatNobodyLeads() {
        CompletableFuture<Outcome<Long>> appended = append();
        time.advance(2_000, () -> {});
        assertThat(appended).isNotDone();
        time.advance(2_000, () -> {});

        assertThat(appended.join().code()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void anyOtherRefusalIsToldAtOnce() {
        answers.add(Errors.REQUEST_TIMED_OUT);

        assertThat(append().join().code()).isEqualTo(Errors.REQUEST_TIMED_OUT);
        assertThat(asked).hasSize(1);
        image = MetadataImage.EMPTY;
        assertThat(append().join().code()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(asked).hasSize(1);
    }

    private CompletableFuture<Outcome<Long>> append() {
        return batches.append(ORDERS, ByteBuffer.wrap(new byte[] {1, 2, 3})).toCompletableFuture();
    }

    private static MetadataImage ledBy(int leader) {
        PartitionImage image = new PartitionImage(leader, List.of(1, 2), List.of(1, 2), 0, 0);
        return MetadataImage.EMPTY.with(new TopicImage(ORDERS.topic(), new Uuid(7, 11), TreePVector.singleton(image)));
    }

    /** Gives the next answer, and NOT_LEADER_OR_FOLLOWER when there is none left. */
    private final class Leader implements PeerRequests.Link {
        private final int nodeId;

        private Leader(int nodeId) {
            this.nodeId = nodeId;
        }

        @Override
        public CompletionStage<ByteBuffer> ask(ApiMessage request, short version, int patienceMs) {
            asked.add(nodeId);
            var written = (MemoryRecords) ((ProduceRequestData) request)
                    .topicData()
                    .iterator()
                    .next()
                    .partitionData()
                    .getFirst()
                    .records();
            assertThat(written.buffer().remaining()).isEqualTo(3);
            Errors answer = answers.isEmpty() ? Errors.NOT_LEADER_OR_FOLLOWER : answers.remove();
            var topics = new TopicProduceResponseCollection();
            topics.add(new TopicProduceResponse()
                    .setName(ORDERS.topic())
                    .setPartitionResponses(List.of(new PartitionProduceResponse()
                            .setErrorCode(answer.code())
                            .setBaseOffset(7))));
            var body = new ProduceResponseData().setResponses(topics);
            return CompletableFuture.completedFuture(
                    MessageUtil.toByteBufferAccessor(body, version).buffer());
        }

        @Override
        public void close() {}
    }
}
