package io.suiro.bench;

import io.suiro.base.FileSystemDisk;
import io.suiro.base.RequestContext;
import io.suiro.broker.Broker;
import io.suiro.broker.BrokerOptions;
import io.suiro.broker.Produce.Acks;
import io.suiro.broker.ProducedInTransaction;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.config.StaticSettings;
import io.suiro.record.Codec;
import io.suiro.wire.SliceRecords;
import io.suiro.wire.handler.FetchHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A Fetch at the tail of several partitions, from the decoded request to the response with its slices of files, which are
 * given back unsent. {@code bench/run jmh AssembleFetch}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AssembleFetch {
    private static final String TOPIC = "bench";
    private static final int TIMEOUT_MS = 10_000;
    private static final int LANES = 2;
    private static final int BATCH_RECORDS = 100;
    private static final int VALUE_BYTES = 100;
    private static final int PARTITION_BYTES = 1 << 20;
    private static final int MAX_BYTES = 50 << 20;
    private static final RequestContext CONTEXT = new RequestContext((short) 12, "bench", "127.0.0.1");

    @Param({"1", "10", "100"})
    public int partitions;

    private FetchRequestData request = new FetchRequestData();
    private @Nullable Path data;
    private @Nullable Broker broker;
    private @Nullable FetchHandler handler;

    /** One batch in each partition. */
    @Setup
    public void start() throws IOException {
        data = Files.createTempDirectory("suiro-bench");
        Broker opened = Broker.open(new BrokerOptions(data, StaticSettings.defaults(0), LANES));
        opened.start();
        opened.announce("127.0.0.1", 0).toCompletableFuture().join();
        opened.topics()
                .create(new CreateTopic(TOPIC, partitions, (short) 1, Map.of(), Map.of(), false))
                .toCompletableFuture()
                .join()
                .orThrow();
        for (int partition = 0; partition < partitions; partition++) {
            opened.produce()
                    .append(
                            new TopicPartition(TOPIC, partition),
                            Batches.of(Codec.NONE, BATCH_RECORDS, VALUE_BYTES, System.currentTimeMillis()),
                            ProducedInTransaction.NONE,
                            Acks.ALL,
                            TIMEOUT_MS)
                    .toCompletableFuture()
                    .join()
                    .orThrow();
        }
        broker = opened;
        handler = new FetchHandler(
                opened.fetchRecords(),
                opened.replicaFetches(),
                opened.fetchSessions(),
                opened.topicNames(),
                opened.currentLeaders(),
                MAX_BYTES);
        request = request();
    }

    private FetchRequestData request() {
        List<FetchPartition> wanted = IntStream.range(0, partitions)
                .mapToObj(partition ->
                        new FetchPartition().setPartition(partition).setPartitionMaxBytes(PARTITION_BYTES))
                .toList();
        return new FetchRequestData()
                .setMinBytes(1)
                .setMaxBytes(MAX_BYTES)
                .setTopics(List.of(new FetchTopic().setTopic(TOPIC).setPartitions(wanted)));
    }

    @TearDown
    public void stop() throws IOException {
        Objects.requireNonNull(broker).close();
        new FileSystemDisk().delete(Objects.requireNonNull(data));
    }

    @Benchmark
    public long fetch() {
        FetchResponseData response = Objects.requireNonNull(handler)
                .handle(request, CONTEXT)
                .toCompletableFuture()
                .join();
        long bytes = 0;
        for (PartitionData partition : response.responses().getFirst().partitions()) {
            if (partition.records() instanceof SliceRecords records) {
                bytes += records.sizeInBytes();
                records.close();
            }
        }
        return bytes;
    }
}
