package io.suiro.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.suiro.base.RequestContext;
import io.suiro.log.LogSlice;
import io.suiro.replica.LeaderEndpoint;
import io.suiro.replica.ReplicaFetch;
import io.suiro.wire.ApiHandler;
import io.suiro.wire.SliceRecords;
import io.suiro.wire.peer.TestPeer.Setup;
import io.suiro.wire.peer.TestPeer.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ReplicaState;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replica fetches over a data connection, from one broker to another. */
class DataConnectionTest {
    private static final int FILE_BYTES = 24 << 20;

    @TempDir
    Path directory;

    private final byte[] content = new byte[FILE_BYTES];
    private final AtomicInteger openSlices = new AtomicInteger();
    private final Uuid topicId = Uuid.randomUuid();
    private FileChannel file;

    /** A leader that answers what the test says. */
    private record Leader(
            Function<FetchRequestData, CompletionStage<FetchResponseData>> answers, List<RequestContext> contexts)
            implements ApiHandler<FetchRequestData, FetchResponseData> {
        @Override
        public ApiKeys api() {
            return ApiKeys.FETCH;
        }

        @Override
        public short minVersion() {
            return 4;
        }

        @Override
        public short maxVersion() {
            return 18;
        }

        @Override
        public CompletionStage<FetchResponseData> handle(FetchRequestData request, RequestContext context) {
            contexts.add(context);
            return answers.apply(request);
        }
    }

    private record Slice(FileChannel channel, long position, int sizeInBytes, AtomicInteger open) implements LogSlice {
        @Override
        public long endOffset() {
            return 0;
        }

        @Override
        public ByteBuffer read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    @BeforeEach
    void writeSegment() throws IOException {
        new Random(1).nextBytes(content);
        Path path = directory.resolve("segment");
        Files.write(path, content);
        file = FileChannel.open(path);
    }

    @AfterEach
    void everySliceIsClosed() throws IOException {
        await().until(() -> openSlices.get() == 0);
        file.close();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void largeRecordsArriveIntactAndTheirMemoryIsGivenBack(Transport transport) {
        Leader leader = leader(request -> fetched(
                slice((int) fetchOffset(request), 9 << 20),
                memory(0, 300_000),
                MemoryRecords.EMPTY,
                slice(1000, 11 << 20)));
        try (TestPeer one = Setup.node(1).transport(transport).serving(leader).start();
                TestPeer two = Setup.node(2).transport(transport).start()) {
            two.knows(one);
            LeaderEndpoint endpoint = two.leaders.connect(1);
            for (int round = 0; round < 3; round++) {
                try (ReplicaFetch fetch = fetch(endpoint, round).join()) {
                    assertThat(records(fetch, 0)).isEqualTo(ByteBuffer.wrap(content, round, 9 << 20));
                    assertThat(records(fetch, 1)).isEqualTo(ByteBuffer.wrap(content, 0, 300_000));
                    assertThat(records(fetch, 2).remaining()).isZero();
                    assertThat(records(fetch, 3)).isEqualTo(ByteBuffer.wrap(content, 1000, 11 << 20));
                    assertThat(records(fetch, 3).isDirect()).isTrue();
                }
            }
            endpoint.close();
            await("the memory is given back").until(() -> two.buffersInUse() == 0);
        }
    }

    @Test
    void theLeaderKnowsWhoFetches() {
        Leader leader = leader(request -> fetched());
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);

            fetch(two.leaders.connect(1), 0).join().close();

            RequestContext context = leader.contexts.getFirst();
            assertThat(context.peerId()).isEqualTo(2);
            assertThat(context.clientId()).isEqualTo("suiro-replica-2");
            assertThat(context.apiVersion()).isEqualTo((short) 18);
            assertThat(context.connectionId()).isLessThan(RequestContext.NO_CONNECTION);
        }
    }

    @Test
    void fetchesAreAnsweredInTheirOrder() {
        Leader leader = leader(request -> fetched(memory((int) fetchOffset(request), 10)));
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);
            LeaderEndpoint endpoint = two.leaders.connect(1);
            List<CompletableFuture<ReplicaFetch>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                answers.add(fetch(endpoint, i));
            }
            for (int i = 0; i < 500; i++) {
                try (ReplicaFetch fetch = answers.get(i).join()) {
                    assertThat(records(fetch, 0)).isEqualTo(ByteBuffer.wrap(content, i, 10));
                }
            }
        }
    }

    @Test
    void anAnswerNobodyWaitsForIsGivenBack() {
        Leader leader = leader(request -> fetched(memory(0, 300_000)));
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);
            LeaderEndpoint endpoint = two.leaders.connect(1);
            fetch(endpoint, 0).cancel(false);
            fetch(endpoint, 0).join().close();
        }
    }

    @Test
    void aLostConnectionFailsWhatIsUnderWayAndWhatComesLater() {
        Leader leader = leader(request -> new CompletableFuture<>());
        try (TestPeer two = Setup.node(2).start()) {
            LeaderEndpoint endpoint;
            CompletableFuture<ReplicaFetch> pending;
            try (TestPeer one = Setup.node(1).serving(leader).start()) {
                two.knows(one);
                endpoint = two.leaders.connect(1);
                pending = fetch(endpoint, 0);
                await().until(() -> !leader.contexts.isEmpty());
            }
            assertFails(pending, "no connection to node 1: ");
            assertFails(fetch(endpoint, 0), "no connection to node 1: ");
            assertFails(fetch(two.leaders.connect(1), 0), "Connection refused");
            assertFails(fetch(two.leaders.connect(3), 0), "nobody knows its address");
        }
    }

    @Test
    void closingFailsWhatIsUnderWay() {
        Leader leader = leader(request -> new CompletableFuture<>());
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);
            LeaderEndpoint endpoint = two.leaders.connect(1);
            CompletableFuture<ReplicaFetch> pending = fetch(endpoint, 0);
            await().until(() -> !leader.contexts.isEmpty());

            endpoint.close();

            assertFails(pending, "it was closed");
        }
    }

    @Test
    void closingBeforeThereIsAConnectionFailsToo() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);
            LeaderEndpoint endpoint = two.leaders.connect(1);
            endpoint.close();
            assertFails(fetch(endpoint, 0), "it was closed");
        }
    }

    @Test
    void aLeaderThatDoesNotAnswerInTimeIsGivenUp() {
        Leader leader = leader(request -> new CompletableFuture<>());
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).impatient().start()) {
            two.knows(one);
            assertFails(fetch(two.leaders.connect(1), 0), "it did not answer in time");
        }
    }

    @Test
    void anAnswerThatIsTooLargeEndsTheConnection() {
        Leader leader = leader(request -> fetched(slice(0, 2 << 20)));
        PeerConfig small = new PeerConfig(
                TestPeer.HOST,
                0,
                1 << 20,
                64 << 10,
                64 << 10,
                1 << 20,
                8,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).config(small).start()) {
            two.knows(one);
            assertFails(fetch(two.leaders.connect(1), 0), "it announced");
        }
    }

    @Test
    void whatIsNotServedEndsTheConnection() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            two.knows(one);
            assertFails(fetch(two.leaders.connect(1), 0), "closed by the other side");
        }
    }

    @Test
    void aBrokerOfAnotherClusterIsNotServed() {
        Leader leader = leader(request -> fetched());
        try (TestPeer one = Setup.node(1).serving(leader).start();
                TestPeer two = Setup.node(2).cluster("another").start()) {
            two.knows(one);
            assertFails(fetch(two.leaders.connect(1), 0), "OTHER_CLUSTER");
            assertThat(leader.contexts).isEmpty();
        }
    }

    private static Leader leader(Function<FetchRequestData, CompletionStage<FetchResponseData>> answers) {
        return new Leader(answers, new CopyOnWriteArrayList<>());
    }

    private CompletableFuture<ReplicaFetch> fetch(LeaderEndpoint endpoint, long offset) {
        FetchRequestData request = new FetchRequestData()
                .setReplicaState(new ReplicaState().setReplicaId(2).setReplicaEpoch(7))
                .setMaxWaitMs(100)
                .setMinBytes(1)
                .setTopics(List.of(new FetchTopic()
                        .setTopicId(topicId)
                        .setPartitions(
                                List.of(new FetchPartition().setPartition(0).setFetchOffset(offset)))));
        return endpoint.fetch(request).toCompletableFuture();
    }

    private static long fetchOffset(FetchRequestData request) {
        return request.topics().getFirst().partitions().getFirst().fetchOffset();
    }

    private static ByteBuffer records(ReplicaFetch fetch, int partition) {
        PartitionData data = fetch.data().responses().getFirst().partitions().get(partition);
        return ((MemoryRecords) data.records()).buffer();
    }

    private SliceRecords slice(int position, int size) {
        openSlices.incrementAndGet();
        return new SliceRecords(new Slice(file, position, size, openSlices));
    }

    private MemoryRecords memory(int position, int size) {
        return MemoryRecords.readableRecords(
                ByteBuffer.wrap(content, position, size).slice());
    }

    private CompletionStage<FetchResponseData> fetched(BaseRecords... records) {
        List<PartitionData> partitions = new ArrayList<>();
        for (BaseRecords each : records) {
            partitions.add(
                    new PartitionData().setPartitionIndex(partitions.size()).setRecords(each));
        }
        return CompletableFuture.completedStage(new FetchResponseData()
                .setResponses(
                        List.of(new FetchableTopicResponse().setTopicId(topicId).setPartitions(partitions))));
    }

    private static void assertFails(CompletableFuture<?> stage, String reason) {
        assertThatThrownBy(() -> stage.orTimeout(30, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }
}
