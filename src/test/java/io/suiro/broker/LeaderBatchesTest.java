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
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponseCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
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
    void whereAnElectionIsNotKnownYetTheNewLeaderIsReadFromOnceItIs() {
        answers.addAll(List.of(Errors.NOT_LEADER_OR_FOLLOWER, Errors.NOT_LEADER_OR_FOLLOWER, Errors.NONE));
        CompletableFuture<ByteBuffer> read = read();

        time.advance(100, () -> image = ledBy(2));
        assertThat(read).isNotDone();
        time.advance(100, () -> {});

        assertThat(read).isCompleted();
        assertThat(asked).containsExactly(1, 1, 2);
    }

    @Test
    void itIsToldAfterAWhileThatNobodyLeads() {
        CompletableFuture<ByteBuffer> read = read();
        time.advance(2_000, () -> {});
        assertThat(read).isNotDone();
        time.advance(2_000, () -> {});

        assertThat(read).isCompletedExceptionally();
    }

    /** A leader that has appended it and then loses its office says the same as one that never led. */
    @Test
    void aBatchIsNeverSentTwice() {
        CompletableFuture<Outcome<Long>> appended = append();
        time.advance(5_000, () -> {});

        assertThat(appended.join().code()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
        assertThat(asked).hasSize(1);
    }

    private CompletableFuture<ByteBuffer> read() {
        return batches.read(ORDERS, 0, 100).toCompletableFuture();
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
            short code = (answers.isEmpty() ? Errors.NOT_LEADER_OR_FOLLOWER : answers.remove()).code();
            ApiMessage body = request instanceof ProduceRequestData ? produced(code) : fetched(code);
            return CompletableFuture.completedFuture(
                    MessageUtil.toByteBufferAccessor(body, version).buffer());
        }

        private static ProduceResponseData produced(short code) {
            var topics = new TopicProduceResponseCollection();
            topics.add(new TopicProduceResponse()
                    .setName(ORDERS.topic())
                    .setPartitionResponses(List.of(new PartitionProduceResponse().setErrorCode(code))));
            return new ProduceResponseData().setResponses(topics);
        }

        private static FetchResponseData fetched(short code) {
            return new FetchResponseData()
                    .setResponses(List.of(new FetchableTopicResponse()
                            .setTopic(ORDERS.topic())
                            .setPartitions(List.of(new PartitionData().setErrorCode(code)))));
        }

        @Override
        public void close() {}
    }
}
