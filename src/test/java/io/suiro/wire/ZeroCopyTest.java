package io.suiro.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.base.RequestContext;
import io.suiro.log.LogSlice;
import io.suiro.wire.TestServer.Transport;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordsSend;
import org.apache.kafka.common.requests.FetchResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ZeroCopyTest {
    private static final int FILE_BYTES = 8 << 20;

    @TempDir
    Path directory;

    private final byte[] content = new byte[FILE_BYTES];
    private final List<FileSlice> slices = new CopyOnWriteArrayList<>();
    private FileChannel file;

    private record FileSlice(FileChannel channel, long position, int sizeInBytes, AtomicInteger closed)
            implements LogSlice {
        @Override
        public long endOffset() {
            return 0;
        }

        @Override
        public ByteBuffer read() throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(sizeInBytes);
            channel.read(bytes, position);
            return bytes.flip();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @BeforeEach
    void writeFile() throws IOException {
        new Random(1).nextBytes(content);
        Path path = directory.resolve("segment");
        Files.write(path, content);
        file = FileChannel.open(path);
    }

    @AfterEach
    void everySliceIsClosedOnceAndTheFileIsNot() throws IOException {
        await().until(() -> slices.stream().allMatch(slice -> slice.closed.get() > 0));
        assertThat(slices).allMatch(slice -> slice.closed.get() == 1);
        assertThat(file.isOpen()).isTrue();
        file.close();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void manySlicesOfAFileArriveIntactBetweenTheFields(Transport transport) throws IOException {
        assertIntact(transport, 200_000);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void soDoSmallOnesWhichAreCopied(Transport transport) throws IOException {
        assertIntact(transport, 500);
    }

    private void assertIntact(Transport transport, int largest) throws IOException {
        Random random = new Random(2);
        List<byte[]> expected = new ArrayList<>();
        List<BaseRecords> records = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int size = i % 10 == 0 ? 0 : random.nextInt(1, largest);
            int position = random.nextInt(FILE_BYTES - size);
            byte[] bytes = new byte[size];
            System.arraycopy(content, position, bytes, 0, size);
            expected.add(bytes);
            records.add(i % 7 == 0 ? MemoryRecords.readableRecords(ByteBuffer.wrap(bytes)) : slice(position, size));
        }
        try (TestServer server = new TestServer(transport, TestServer.defaults(), fetching(records));
                Client client = server.connect()) {
            client.send(ApiKeys.FETCH, 12, 4, new FetchRequestData());
            FetchResponse answer = (FetchResponse) client.receive(ApiKeys.FETCH, 12, 4);

            List<PartitionData> partitions =
                    answer.data().responses().getFirst().partitions();
            assertThat(partitions).hasSize(100);
            for (int i = 0; i < 100; i++) {
                assertThat(partitions.get(i).partitionIndex()).isEqualTo(i);
                assertThat(((MemoryRecords) partitions.get(i).records()).buffer())
                        .isEqualTo(ByteBuffer.wrap(expected.get(i)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void slicesAreClosedWhenTheConnectionIsLostHalfWay(Transport transport) throws IOException {
        try (TestServer server = new TestServer(
                        transport,
                        TestServer.defaults(),
                        fetching(List.of(slice(0, FILE_BYTES), slice(0, FILE_BYTES))));
                Client client = server.connect()) {
            client.send(ApiKeys.FETCH, 12, 4, new FetchRequestData());
            assertThat(client.socket.getInputStream().readNBytes(1000)).hasSize(1000);
        }
    }

    @Test
    void slicesAreClosedWhenTheConnectionIsLostBeforeTheyAreThere() throws IOException {
        CompletableFuture<FetchResponseData> held = new CompletableFuture<>();
        AtomicInteger started = new AtomicInteger();
        FakeHandler<FetchRequestData, FetchResponseData> holding =
                FakeHandler.async(ApiKeys.FETCH, 4, 18, (FetchRequestData request, RequestContext context) -> {
                    started.incrementAndGet();
                    return held;
                });
        try (TestServer server = new TestServer(holding)) {
            try (Client client = server.connect()) {
                client.send(ApiKeys.FETCH, 12, 4, new FetchRequestData());
                await().until(() -> started.get() == 1);
            }
            await().until(() -> server.seen.closed.get() == 1);
            held.complete(answer(List.of(slice(0, 100), slice(100, 0))));
        }
    }

    @Test
    void slicesAreClosedWhenTheAnswerCannotBeEncoded() throws IOException {
        BaseRecords strange = new BaseRecords() {
            @Override
            public int sizeInBytes() {
                return 10;
            }

            @Override
            public RecordsSend<BaseRecords> toSend() {
                throw new UnsupportedOperationException();
            }
        };
        try (TestServer server = new TestServer(fetching(List.of(slice(0, 100), strange, slice(100, 100))));
                Client client = server.connect()) {
            client.send(ApiKeys.FETCH, 12, 4, new FetchRequestData());
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anAnswerWhoseSegmentEndsEarlyIsNotSent() throws IOException {
        try (TestServer server = new TestServer(fetching(List.of(slice(0, 100), slice(FILE_BYTES - 100, 200))));
                Client client = server.connect()) {
            client.send(ApiKeys.FETCH, 12, 4, new FetchRequestData());
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aClientThatDoesNotReadGetsNoFurtherAnswersPrepared(Transport transport) throws IOException {
        int requests = 60;
        int mostAhead = 10;
        AtomicInteger started = new AtomicInteger();
        FakeHandler<FetchRequestData, FetchResponseData> large =
                FakeHandler.of(ApiKeys.FETCH, 4, 18, (FetchRequestData request, RequestContext context) -> {
                    started.incrementAndGet();
                    return answer(List.of(slice(0, FILE_BYTES)));
                });
        try (TestServer server = new TestServer(transport, TestServer.defaults(), large);
                Client slow = server.connect();
                Client other = server.connect()) {
            for (int i = 0; i < requests; i++) {
                slow.send(ApiKeys.FETCH, 12, i, new FetchRequestData());
            }
            for (int i = 0; i < 50; i++) {
                other.send(ApiKeys.API_VERSIONS, 0, i, new ApiVersionsRequestData());
                assertThat(other.receiveCorrelationId()).isEqualTo(i);
            }
            for (int i = 0; i < requests; i++) {
                assertThat(started.get()).isLessThanOrEqualTo(i + mostAhead);
                assertThat(slow.receiveCorrelationId()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aClientThatNeverReadsItsAnswerIsClosedAsIdle(Transport transport) throws IOException {
        WireConfig config =
                new WireConfig(TestServer.HOST, 0, 1 << 20, 10, 10, Duration.ofMillis(200), -1, -1, 64, 1 << 20);
        List<BaseRecords> more = Stream.<BaseRecords>generate(() -> slice(0, FILE_BYTES))
                .limit(10)
                .toList();
        try (TestServer server = new TestServer(transport, config, fetching(more));
                Client client = server.connect()) {
            client.send(ApiKeys.FETCH, 12, 1, new FetchRequestData());
            await().until(() -> server.seen.closed.get() == 1);
            assertThat(server.seen.completed).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void largeRequestsArriveIntactInDirectMemory(Transport transport) throws IOException {
        byte[] large = new byte[20 << 20];
        new Random(3).nextBytes(large);
        List<Boolean> intact = new CopyOnWriteArrayList<>();
        FakeHandler<ProduceRequestData, ProduceResponseData> produce =
                FakeHandler.async(ApiKeys.PRODUCE, 3, 13, (ProduceRequestData request, RequestContext context) -> {
                    ByteBuffer records = Produced.records(request);
                    return CompletableFuture.supplyAsync(() -> {
                        intact.add(records.isDirect() && records.equals(ByteBuffer.wrap(large)));
                        return new ProduceResponseData();
                    });
                });
        try (TestServer server = new TestServer(transport, TestServer.defaults(), produce);
                Client client = server.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send(ApiKeys.PRODUCE, 9, i, Produced.request((short) -1, large));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(client.receiveCorrelationId()).isEqualTo(i);
            }
            assertThat(intact).containsExactly(true, true, true);
        }
    }

    private FakeHandler<FetchRequestData, FetchResponseData> fetching(List<BaseRecords> records) {
        return FakeHandler.of(
                ApiKeys.FETCH, 4, 18, (FetchRequestData request, RequestContext context) -> answer(records));
    }

    private SliceRecords slice(long position, int size) {
        FileSlice slice = new FileSlice(file, position, size, new AtomicInteger());
        slices.add(slice);
        return new SliceRecords(slice);
    }

    private static FetchResponseData answer(List<? extends BaseRecords> records) {
        List<PartitionData> partitions = new ArrayList<>();
        for (BaseRecords each : records) {
            partitions.add(
                    new PartitionData().setPartitionIndex(partitions.size()).setRecords(each));
        }
        return new FetchResponseData()
                .setResponses(List.of(new FetchableTopicResponse().setTopic("t").setPartitions(partitions)));
    }
}
