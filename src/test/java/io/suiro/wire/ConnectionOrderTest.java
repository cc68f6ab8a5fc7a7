package io.suiro.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.base.RequestContext;
import io.suiro.error.Refused;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.MetadataResponse;
import org.junit.jupiter.api.Test;

class ConnectionOrderTest {
    private static final short ACKS_ALL = -1;
    private static final short NO_ACKS = 0;

    private final List<CompletableFuture<ProduceResponseData>> produces = new CopyOnWriteArrayList<>();
    private final List<Integer> firstBytes = new CopyOnWriteArrayList<>();
    private final FakeHandler<ProduceRequestData, ProduceResponseData> produce =
            FakeHandler.async(ApiKeys.PRODUCE, 3, 13, this::hold);

    private final AtomicInteger metadataInFlight = new AtomicInteger();
    private final AtomicInteger mostMetadataInFlight = new AtomicInteger();
    private final FakeHandler<MetadataRequestData, MetadataResponseData> metadata =
            FakeHandler.async(ApiKeys.METADATA, 0, 13, (MetadataRequestData request, RequestContext context) -> {
                mostMetadataInFlight.accumulateAndGet(metadataInFlight.incrementAndGet(), Math::max);
                return CompletableFuture.supplyAsync(() -> {
                    metadataInFlight.decrementAndGet();
                    return new MetadataResponseData();
                });
            });

    private CompletionStage<ProduceResponseData> hold(ProduceRequestData request, RequestContext context) {
        CompletableFuture<ProduceResponseData> answer = new CompletableFuture<>();
        firstBytes.add((int) Produced.records(request).get(0));
        produces.add(answer);
        return answer;
    }

    @Test
    void pipelinedRequestsAreHandledInOrderAndAnsweredInOrderWhateverCompletesFirst() throws Exception {
        try (TestServer server = new TestServer(produce);
                Client client = server.connect()) {
            for (int i = 0; i < 10; i++) {
                client.send(ApiKeys.PRODUCE, 9, i, Produced.request(ACKS_ALL, new byte[] {(byte) i, 0}));
            }
            await().until(() -> produces.size() == 10);
            assertThat(firstBytes).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            produces.reversed().forEach(answer -> answer.complete(new ProduceResponseData()));
            for (int i = 0; i < 10; i++) {
                assertThat(client.receiveCorrelationId()).isEqualTo(i);
            }
        }
    }

    @Test
    void noMoreThanTheLimitAreInFlightAndAllAreAnswered() throws Exception {
        WireConfig four =
                new WireConfig(TestServer.HOST, 0, 1 << 20, 10, 10, WireConfig.DEFAULT_MAX_IDLE, -1, -1, 4, 1 << 20);
        try (TestServer server = new TestServer(TestServer.Transport.NATIVE, four, produce);
                Client client = server.connect()) {
            for (int i = 0; i < 20; i++) {
                client.send(ApiKeys.PRODUCE, 9, i, Produced.request(ACKS_ALL, new byte[100]));
            }
            for (int done = 0; done < 20; done++) {
                int started = Math.min(20, done + 4);
                await().until(() -> produces.size() >= started);
                assertThat(produces).hasSize(started);
                produces.get(done).complete(new ProduceResponseData());
                assertThat(client.receiveCorrelationId()).isEqualTo(done);
            }
        }
    }

    @Test
    void bytesInFlightAreLimitedToo() throws Exception {
        WireConfig small =
                new WireConfig(TestServer.HOST, 0, 1 << 20, 10, 10, WireConfig.DEFAULT_MAX_IDLE, -1, -1, 64, 2000);
        try (TestServer server = new TestServer(TestServer.Transport.NATIVE, small, produce);
                Client client = server.connect()) {
            for (int i = 0; i < 10; i++) {
                client.send(ApiKeys.PRODUCE, 9, i, Produced.request(ACKS_ALL, new byte[1000]));
            }
            for (int done = 0; done < 10; done++) {
                int started = Math.min(10, done + 2);
                await().until(() -> produces.size() >= started);
                assertThat(produces).hasSize(started);
                produces.get(done).complete(new ProduceResponseData());
                assertThat(client.receiveCorrelationId()).isEqualTo(done);
            }
        }
    }

    @Test
    void otherRequestsWaitUntilTheOneBeforeIsAnswered() throws Exception {
        try (TestServer server = new TestServer(metadata);
                Client client = server.connect()) {
            for (int i = 0; i < 200; i++) {
                client.send(ApiKeys.METADATA, 4, i, new MetadataRequestData());
            }
            for (int i = 0; i < 200; i++) {
                assertThat(client.receiveCorrelationId()).isEqualTo(i);
            }
            assertThat(mostMetadataInFlight).hasValue(1);
        }
    }

    @Test
    void aRequestBehindPipelinedOnesWaitsForAllOfThem() throws Exception {
        try (TestServer server = new TestServer(produce, metadata);
                Client client = server.connect()) {
            client.send(ApiKeys.PRODUCE, 9, 0, Produced.request(ACKS_ALL, new byte[100]));
            client.send(ApiKeys.PRODUCE, 9, 1, Produced.request(ACKS_ALL, new byte[100]));
            client.send(ApiKeys.METADATA, 4, 2, new MetadataRequestData());
            client.send(ApiKeys.PRODUCE, 9, 3, Produced.request(ACKS_ALL, new byte[100]));
            await().until(() -> produces.size() == 2);
            produces.get(0).complete(new ProduceResponseData());
            assertThat(client.receiveCorrelationId()).isZero();
            assertThat(mostMetadataInFlight).hasValue(0);
            produces.get(1).complete(new ProduceResponseData());
            assertThat(client.receiveCorrelationId()).isEqualTo(1);
            assertThat(client.receiveCorrelationId()).isEqualTo(2);
            await().until(() -> produces.size() == 3);
            produces.get(2).complete(new ProduceResponseData());
            assertThat(client.receiveCorrelationId()).isEqualTo(3);
        }
    }

    @Test
    void produceWithoutAcksHasNoAnswerAndOthersGoOn() throws Exception {
        try (TestServer server = new TestServer(produce);
                Client client = server.connect()) {
            client.send(ApiKeys.PRODUCE, 9, 0, Produced.request(NO_ACKS, new byte[100]));
            client.send(ApiKeys.PRODUCE, 9, 1, Produced.request(ACKS_ALL, new byte[100]));
            await().until(() -> produces.size() == 2);
            produces.forEach(answer -> answer.complete(new ProduceResponseData()));
            assertThat(client.receiveCorrelationId()).isEqualTo(1);
        }
    }

    @Test
    void aFailureWithoutAcksClosesTheConnection() throws Exception {
        try (TestServer server = new TestServer(produce);
                Client client = server.connect()) {
            client.send(ApiKeys.PRODUCE, 9, 0, Produced.request(NO_ACKS, new byte[100]));
            await().until(() -> produces.size() == 1);
            produces.getFirst().completeExceptionally(new Refused(Errors.NOT_LEADER_OR_FOLLOWER));
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void refusalsCarryTheirCodeAndBugsAreUnknownServerErrors() throws Exception {
        Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>(
                List.of(new Refused(Errors.CLUSTER_AUTHORIZATION_FAILED, "no"), new IllegalStateException("a bug")));
        FakeHandler<MetadataRequestData, MetadataResponseData> failing =
                FakeHandler.async(ApiKeys.METADATA, 0, 13, (MetadataRequestData request, RequestContext context) -> {
                    throw failures.remove();
                });
        MetadataRequestData request = new MetadataRequestData()
                .setTopics(List.of(new MetadataRequestData.MetadataRequestTopic().setName("t")));
        try (TestServer server = new TestServer(failing);
                Client client = server.connect()) {
            for (Errors expected : List.of(Errors.CLUSTER_AUTHORIZATION_FAILED, Errors.UNKNOWN_SERVER_ERROR)) {
                client.send(ApiKeys.METADATA, 4, 1, request);
                MetadataResponse answer = (MetadataResponse) client.receive(ApiKeys.METADATA, 4, 1);
                assertThat(answer.errors()).containsEntry("t", expected);
            }
        }
    }
}
