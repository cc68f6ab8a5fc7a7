package io.suiro.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.suiro.base.RequestContext;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerRequests;
import io.suiro.cluster.PeerRequests.Link;
import io.suiro.wire.ApiHandler;
import io.suiro.wire.peer.TestPeer.Setup;
import io.suiro.wire.peer.TestPeer.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kafka's requests from one broker to another, over the brokers' own port. */
class PeerRequestsTest {
    private static final short VERSION = 12;
    private static final int PATIENCE_MS = 20_000;
    private static final int LARGE_BYTES = 5 << 20;

    /** Answers what the test says, and remembers who has asked. */
    private record Leader(
            Function<ProduceRequestData, CompletionStage<ProduceResponseData>> answers, List<RequestContext> contexts)
            implements ApiHandler<ProduceRequestData, ProduceResponseData> {
        @Override
        public ApiKeys api() {
            return ApiKeys.PRODUCE;
        }

        @Override
        public short minVersion() {
            return 3;
        }

        @Override
        public short maxVersion() {
            return VERSION;
        }

        @Override
        public boolean isPipelined() {
            return true;
        }

        @Override
        public CompletionStage<ProduceResponseData> handle(ProduceRequestData request, RequestContext context) {
            contexts.add(context);
            return answers.apply(request);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aRequestIsServedAsAClientsIsWithAllItsRecords(Transport transport) {
        byte[] records = new byte[LARGE_BYTES];
        new Random(1).nextBytes(records);
        Leader leader = leader(request -> answered(content(request).equals(ByteBuffer.wrap(records)) ? 1 : 0));
        try (TestPeer one = Setup.node(1).transport(transport).serving(leader).start();
                TestPeer two = Setup.node(2).transport(transport).start()) {
            two.knows(one);
            Link link = two.requests.link(1, "orders");

            assertThat(throttle(ask(link, produce(records)))).isEqualTo(1);

            RequestContext context = leader.contexts.getFirst();
            assertThat(context.peerId()).isEqualTo(2);
            assertThat(context.clientId()).isEqualTo("orders");
            assertThat(context.apiVersion()).isEqualTo(VERSION);
            assertThat(context.connectionId()).isLessThan(RequestContext.NO_CONNECTION);
        }
    }

    @Test
    void requestsOfALinkAreServedAndAnsweredInTheirOrder() {
        List<Integer> served = new CopyOnWriteArrayList<>();
        Leader leader = leader(request -> {
            served.add(request.timeoutMs());
            return answered(request.timeoutMs());
        });
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);
            Link link = two.requests.link(1, "orders");
            List<CompletableFuture<ByteBuffer>> answers = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                answers.add(ask(link, produce(new byte[10]).setTimeoutMs(i)));
                expected.add(i);
            }
            for (int i = 0; i < 500; i++) {
                assertThat(throttle(answers.get(i))).isEqualTo(i);
            }
            assertThat(served).isEqualTo(expected);
        }
    }

    @Test
    void oneLinkDoesNotWaitForAnother() {
        CompletableFuture<ProduceResponseData> slow = new CompletableFuture<>();
        Leader leader = leader(request -> request.timeoutMs() == 1 ? slow : answered(2));
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);
            CompletableFuture<ByteBuffer> waits =
                    ask(two.requests.link(1, "a"), produce(new byte[10]).setTimeoutMs(1));
            assertThat(throttle(
                            ask(two.requests.link(1, "b"), produce(new byte[10]).setTimeoutMs(2))))
                    .isEqualTo(2);
            assertThat(waits).isNotDone();
            slow.complete(new ProduceResponseData().setThrottleTimeMs(1));
            assertThat(throttle(waits)).isEqualTo(1);
        }
    }

    @Test
    void afterALossWhatIsUnderWayFailsAndTheNextRequestConnectsAgain() {
        Leader silent = leader(request -> new CompletableFuture<>());
        Leader prompt = leader(request -> answered(7));
        try (TestPeer two = Setup.node(2).start()) {
            Link link = two.requests.link(1, "orders");
            assertFails(ask(link, produce(new byte[10])), "nobody knows its address");
            CompletableFuture<ByteBuffer> pending;
            try (TestPeer one = Setup.node(1).serving(silent).start()) {
                two.knows(one);
                pending = ask(link, bare(0));
                await().until(() -> !silent.contexts.isEmpty());
            }
            assertFails(pending, "no connection to node 1: ");
            assertFails(ask(link, produce(new byte[10])), "Connection refused");
            try (TestPeer one = Setup.node(1).serving(prompt).start()) {
                two.knows(one);
                assertThat(throttle(ask(link, produce(new byte[10])))).isEqualTo(7);
            }
        }
    }

    @Test
    void aClosedLinkFailsWhatIsUnderWay() {
        Leader leader = leader(request -> new CompletableFuture<>());
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);
            Link link = two.requests.link(1, "orders");
            CompletableFuture<ByteBuffer> pending = ask(link, bare(0));
            await().until(() -> !leader.contexts.isEmpty());
            link.close();
            assertFails(pending, "it was closed");
        }
    }

    @Test
    void aBrokerThatDoesNotAnswerInTimeIsGivenUp() {
        Leader leader = leader(request -> new CompletableFuture<>());
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);
            assertFails(
                    two.requests.link(1, "orders").ask(bare(0), VERSION, 100).toCompletableFuture(),
                    "it did not answer in time");
        }
    }

    @Test
    void aBrokerThatIsFencedIsNotWaitedFor() {
        Leader leader = leader(request -> request.timeoutMs() == 1 ? new CompletableFuture<>() : answered(2));
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).start();
                TestPeer three = Setup.node(3).serving(leader).start()) {
            two.knows(one);
            two.knows(three);
            CompletableFuture<ByteBuffer> pending = ask(two.requests.link(1, "orders"), bare(1));
            CompletableFuture<ByteBuffer> other = ask(two.requests.link(3, "orders"), bare(1));
            await().until(() -> leader.contexts.size() == 2);

            two.requests.changed(image(false), image(true));

            assertFails(pending, "it is fenced");
            assertThat(other).isNotDone();
        }
    }

    @Test
    void whatIsNotServedThereEndsTheConnection() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);
            assertFails(ask(two.requests.link(1, "orders"), produce(new byte[10])), "closed by the other side");
        }
    }

    @Test
    void aBrokerThatIsAloneReachesNobody() {
        assertThat(PeerRequests.NONE.isAlone()).isTrue();
        assertFails(ask(PeerRequests.NONE.link(1, "orders"), produce(new byte[10])), "this broker knows no other");
    }

    private static MetadataImage image(boolean fenced) {
        return MetadataImage.EMPTY.with(broker(1, fenced)).with(broker(3, false));
    }

    private static BrokerImage broker(int id, boolean fenced) {
        return new BrokerImage(
                id,
                Uuid.randomUuid(),
                Uuid.randomUuid(),
                Uuid.randomUuid(),
                "localhost",
                1,
                "localhost",
                2,
                null,
                1,
                fenced,
                false,
                false,
                false);
    }

    private static Leader leader(Function<ProduceRequestData, CompletionStage<ProduceResponseData>> answers) {
        return new Leader(answers, new CopyOnWriteArrayList<>());
    }

    private static CompletionStage<ProduceResponseData> answered(int throttleTimeMs) {
        return CompletableFuture.completedStage(new ProduceResponseData().setThrottleTimeMs(throttleTimeMs));
    }

    /** Without records, which a handler would hold for as long as it has not answered. */
    private static ProduceRequestData bare(int timeoutMs) {
        return new ProduceRequestData().setAcks((short) -1).setTimeoutMs(timeoutMs);
    }

    private static ProduceRequestData produce(byte[] records) {
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new TopicProduceData()
                .setName("orders")
                .setPartitionData(List.of(new PartitionProduceData()
                        .setIndex(0)
                        .setRecords(MemoryRecords.readableRecords(ByteBuffer.wrap(records))))));
        return new ProduceRequestData().setAcks((short) -1).setTopicData(topics);
    }

    private static ByteBuffer content(ProduceRequestData request) {
        return ((MemoryRecords) request.topicData()
                        .iterator()
                        .next()
                        .partitionData()
                        .getFirst()
                        .records())
                .buffer();
    }

    private static CompletableFuture<ByteBuffer> ask(Link link, ProduceRequestData request) {
        return link.ask(request, VERSION, PATIENCE_MS).toCompletableFuture();
    }

    private static int throttle(CompletableFuture<ByteBuffer> answer) {
        ByteBuffer body = answer.orTimeout(30, TimeUnit.SECONDS).join();
        return new ProduceResponseData(new ByteBufferAccessor(body), VERSION).throttleTimeMs();
    }

    private static void assertFails(CompletableFuture<?> stage, String reason) {
        assertThatThrownBy(() -> stage.orTimeout(30, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }
}
