package io.suiro.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelOption;
import io.suiro.base.RequestContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class ConnectionLifeTest {
    private final List<CompletableFuture<MetadataResponseData>> held = new CopyOnWriteArrayList<>();
    private final List<RequestContext> contexts = new CopyOnWriteArrayList<>();
    private final FakeHandler<MetadataRequestData, MetadataResponseData> metadata = FakeHandler.async(
            ApiKeys.METADATA, 0, 13, (MetadataRequestData request, RequestContext context) -> hold(context));

    private CompletionStage<MetadataResponseData> hold(RequestContext context) {
        CompletableFuture<MetadataResponseData> answer = new CompletableFuture<>();
        contexts.add(context);
        held.add(answer);
        return answer;
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        try (TestServer server = new TestServer(TestServer.Transport.NATIVE, limits(10, 10, Duration.ofMillis(100)));
                Client client = server.connect()) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aConnectionThatWaitsForItsAnswerIsNotIdle() throws IOException {
        try (TestServer server =
                        new TestServer(TestServer.Transport.NATIVE, limits(10, 10, Duration.ofMillis(100)), metadata);
                Client waiting = server.connect()) {
            waiting.send(ApiKeys.METADATA, 4, 1, new MetadataRequestData());
            await().until(() -> held.size() == 1);
            try (Client idle = server.connect()) {
                assertThat(idle.isClosedByServer()).isTrue();
            }
            held.getFirst().complete(new MetadataResponseData());
            assertThat(waiting.receiveCorrelationId()).isEqualTo(1);
        }
    }

    @Test
    void connectionsAboveTheLimitAreClosedAndRoomIsGivenBack() throws IOException {
        assertLimitOfTwo(limits(2, 100, WireConfig.DEFAULT_MAX_IDLE));
    }

    @Test
    void connectionsOfOneAddressAboveItsLimitAreClosedAndRoomIsGivenBack() throws IOException {
        assertLimitOfTwo(limits(100, 2, WireConfig.DEFAULT_MAX_IDLE));
    }

    private static void assertLimitOfTwo(WireConfig config) throws IOException {
        try (TestServer server = new TestServer(TestServer.Transport.NATIVE, config);
                Client first = server.connect()) {
            assertServed(first);
            try (Client second = server.connect();
                    Client third = server.connect()) {
                assertServed(second);
                assertThat(third.isClosedByServer()).isTrue();
                assertThat(server.seen.refused).hasValue(1);
            }
            await().until(() -> server.seen.closed.get() == 1);
            try (Client fourth = server.connect()) {
                assertServed(fourth);
            }
        }
    }

    @Test
    void stoppingAnswersWhatIsInFlightAndThenCloses() throws IOException {
        try (TestServer server = new TestServer(metadata);
                Client busy = server.connect();
                Client quiet = server.connect()) {
            busy.send(ApiKeys.METADATA, 4, 1, new MetadataRequestData());
            await().until(() -> held.size() == 1);
            assertServed(quiet);
            CompletableFuture<Void> stopped =
                    server.server.stop(Duration.ofMinutes(1)).toCompletableFuture();
            assertThat(quiet.isClosedByServer()).isTrue();
            assertThat(stopped).isNotDone();
            held.getFirst().complete(new MetadataResponseData());
            assertThat(busy.receiveCorrelationId()).isEqualTo(1);
            assertThat(busy.isClosedByServer()).isTrue();
            stopped.join();
        }
    }

    @Test
    void whoIsDismissedIsServedUntilItIsSilent() throws Exception {
        try (TestServer server = new TestServer(metadata);
                Client asking = server.connect();
                Client silent = server.connect()) {
            int port = server.server.localPort();
            assertServed(silent);
            asking.send(ApiKeys.METADATA, 4, 1, new MetadataRequestData());
            await().until(() -> held.size() == 1);
            CompletableFuture<Void> dismissed = server.server
                    .dismiss(Duration.ofMillis(50), Duration.ofMinutes(1))
                    .toCompletableFuture();
            assertThat(silent.isClosedByServer()).isTrue();
            assertThatThrownBy(() -> new Client(TestServer.HOST, port)).isInstanceOf(IOException.class);
            assertThat(dismissed).isNotDone();
            asking.send(ApiKeys.METADATA, 4, 2, new MetadataRequestData());
            held.getFirst().complete(new MetadataResponseData());
            assertThat(asking.receiveCorrelationId()).isEqualTo(1);
            await().until(() -> held.size() == 2);
            held.getLast().complete(new MetadataResponseData());
            assertThat(asking.receiveCorrelationId()).isEqualTo(2);
            assertThat(asking.isClosedByServer()).isTrue();
            dismissed.join();
        }
    }

    @Test
    void whoGoesOnAskingIsNotServedForEver() throws Exception {
        try (TestServer server = new TestServer(metadata);
                Client client = server.connect()) {
            client.send(ApiKeys.METADATA, 4, 1, new MetadataRequestData());
            await().until(() -> held.size() == 1);
            server.server
                    .dismiss(Duration.ofMillis(1), Duration.ofMillis(50))
                    .toCompletableFuture()
                    .join();
            held.getFirst().complete(new MetadataResponseData());
            assertThat(client.receiveCorrelationId()).isEqualTo(1);
        }
    }

    @Test
    void stoppingDoesNotWaitLongerThanItsGrace() throws IOException {
        try (TestServer server = new TestServer(metadata);
                Client client = server.connect()) {
            client.send(ApiKeys.METADATA, 4, 1, new MetadataRequestData());
            await().until(() -> held.size() == 1);
            server.server.stop(Duration.ofMillis(50)).toCompletableFuture().join();
            assertThat(client.isClosedByServer()).isTrue();
            held.getFirst().complete(new MetadataResponseData());
        }
    }

    @Test
    void aLostConnectionIsNoticedWhileItsRequestIsBeingHandled() throws IOException {
        try (TestServer server = new TestServer(metadata)) {
            try (Client client = server.connect()) {
                client.send(ApiKeys.METADATA, 4, 1, new MetadataRequestData());
                await().until(() -> held.size() == 1);
            }
            await().until(() -> server.seen.closed.get() == 1);
            held.getFirst().complete(new MetadataResponseData());
        }
    }

    @Test
    void aPortInUseFailsTheStart() throws IOException {
        try (TestServer first = new TestServer()) {
            WireConfig same = WireConfig.defaults(TestServer.HOST, first.server.localPort());
            assertThatThrownBy(() -> new TestServer(TestServer.Transport.NATIVE, same))
                    .hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void recordsStayReadableUntilTheHandlerIsDoneEvenIfTheConnectionIsGone() throws IOException {
        byte[] sent = new byte[100_000];
        new Random(5).nextBytes(sent);
        CompletableFuture<ProduceResponseData> answer = new CompletableFuture<>();
        List<ByteBuffer> records = new CopyOnWriteArrayList<>();
        FakeHandler<ProduceRequestData, ProduceResponseData> produce =
                FakeHandler.async(ApiKeys.PRODUCE, 3, 13, (ProduceRequestData request, RequestContext context) -> {
                    records.add(Produced.records(request));
                    return answer;
                });
        try (TestServer server = new TestServer(produce)) {
            try (Client client = server.connect()) {
                client.send(ApiKeys.PRODUCE, 9, 1, Produced.request((short) -1, sent));
                await().until(() -> records.size() == 1);
            }
            await().until(() -> server.seen.closed.get() == 1);
            assertThat(server.buffersInUse()).isEqualTo(1);
            assertThat(records.getFirst()).isEqualTo(ByteBuffer.wrap(sent));
            answer.complete(new ProduceResponseData());
            await().until(() -> server.buffersInUse() == 0);
        }
    }

    @Test
    void handlersLearnWhoAsksAndOnWhichConnection() throws IOException {
        try (TestServer server = new TestServer(metadata);
                Client first = server.connect();
                Client second = server.connect()) {
            first.send(ApiKeys.METADATA, 4, 1, new MetadataRequestData());
            await().until(() -> contexts.size() == 1);
            second.send(ApiKeys.METADATA, 7, 1, new MetadataRequestData());
            await().until(() -> contexts.size() == 2);
            held.forEach(answer -> answer.complete(new MetadataResponseData()));

            assertThat(contexts.getFirst().clientId()).isEqualTo("test");
            assertThat(contexts.getFirst().clientHost()).isEqualTo(TestServer.HOST);
            assertThat(contexts.getFirst().apiVersion()).isEqualTo((short) 4);
            assertThat(contexts.getLast().apiVersion()).isEqualTo((short) 7);
            assertThat(contexts.getFirst().connectionId())
                    .isNotEqualTo(contexts.getLast().connectionId());
        }
    }

    @Test
    void socketsHaveTheBuffersOfTheConfiguration() throws IOException {
        WireConfig config = new WireConfig(
                TestServer.HOST, 0, 1 << 20, 10, 10, WireConfig.DEFAULT_MAX_IDLE, 30_000, 20_000, 64, 1 << 20);
        try (TestServer server = new TestServer(TestServer.Transport.NATIVE, config);
                Client client = server.connect()) {
            assertServed(client);
            // Linux doubles what it is asked for, to have room for its own bookkeeping, and says so.
            assertThat(server.optionOfConnection(ChannelOption.SO_RCVBUF)).isBetween(30_000, 60_000);
            assertThat(server.optionOfConnection(ChannelOption.SO_SNDBUF)).isBetween(20_000, 40_000);
        }
    }

    private static void assertServed(Client client) throws IOException {
        client.send(ApiKeys.API_VERSIONS, 0, 3, new ApiVersionsRequestData());
        assertThat(client.receiveCorrelationId()).isEqualTo(3);
    }

    private static WireConfig limits(int connections, int perIp, Duration idle) {
        return new WireConfig(TestServer.HOST, 0, 1 << 20, connections, perIp, idle, -1, -1, 64, 1 << 20);
    }
}
