package io.suiro.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.base.TimerThread;
import io.suiro.broker.Produce.Acks;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedCluster;
import io.suiro.embedded.TopicRecord;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers of a cluster end and come back while a client of another one writes and reads: nothing is lost, twice there, or out of order. */
class ClusterChurnTest {
    private static final List<Integer> LEADERS = List.of(0, 1, 2);
    private static final int ROUNDS = 3;
    private static final int PARTITION_RECORDS = 400;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aClientOfABrokerThatStaysGoesOnAtOtherLeaders(long seed) {
        Random random = new Random(seed);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(directory, 3);
                TimerThread timer = new TimerThread("test")) {
            EmbeddedBroker own = cluster.broker(0);
            EmbeddedCluster.create(own, "churn", LEADERS);
            Collecting seen = new Collecting();
            AtomicBoolean churned = new AtomicBoolean();
            try (LocalConsumer consumer = new LocalConsumer(
                    own.broker(),
                    new ConsumerOptions(
                            "readers",
                            "reader",
                            Set.of("churn"),
                            null,
                            null,
                            null,
                            OffsetReset.EARLIEST,
                            false,
                            30_000,
                            1 << 20),
                    timer,
                    seen)) {
                consumer.join();
                consumer.ready().toCompletableFuture().join();
                CompletableFuture<Integer> sending = CompletableFuture.supplyAsync(
                        () -> send(own, churned), task -> Thread.ofPlatform().start(task));
                for (int round = 0; round < ROUNDS; round++) {
                    int victim = 1 + random.nextInt(2);
                    EmbeddedCluster.awaitInSync(own);
                    cluster.stop(victim);
                    await().atMost(EmbeddedCluster.PATIENCE)
                            .until(() -> !EmbeddedCluster.leaders(own, "churn").contains(victim));
                    cluster.start(victim);
                }
                churned.set(true);
                int count = sending.join();

                List<Integer> expected = IntStream.range(0, count).boxed().toList();
                for (int partition : LEADERS) {
                    assertThat(stored(own.topic("churn").records(), partition))
                            .as("partition %d with seed %d", partition, seed)
                            .isEqualTo(expected);
                    await().atMost(EmbeddedCluster.PATIENCE).untilAsserted(() -> assertThat(read(seen, partition))
                            .as("read of partition %d with seed %d", partition, seed)
                            .isEqualTo(expected));
                }
            }
        }
    }

    /** A record after the other to each partition, without waiting for answers, for as long as brokers come and go. */
    private static int send(EmbeddedBroker own, AtomicBoolean churned) {
        LocalProducer producer = new LocalProducer(own.broker(), Acks.ALL, Codec.NONE);
        List<CompletableFuture<Stored>> sent = new ArrayList<>();
        int count = 0;
        while (count < PARTITION_RECORDS || !churned.get()) {
            for (int partition : LEADERS) {
                sent.add(producer.send(new OutgoingRecord(
                                "churn",
                                partition,
                                1_000,
                                null,
                                ByteBuffer.wrap(Integer.toString(count).getBytes(UTF_8)),
                                List.of()))
                        .toCompletableFuture());
            }
            count++;
            if (count % 20 == 0) {
                sent.getLast().join();
            }
        }
        Map<Integer, Long> next = new HashMap<>();
        for (CompletableFuture<Stored> one : sent) {
            Stored stored = one.join();
            assertThat(stored.offset())
                    .isEqualTo(next.merge(stored.topicPartition().partition(), 1L, Long::sum) - 1);
        }
        return count;
    }

    private static List<Integer> stored(List<TopicRecord> records, int partition) {
        return records.stream()
                .filter(record -> record.partition() == partition)
                .map(record -> Integer.valueOf(Objects.requireNonNull(record.value())))
                .toList();
    }

    private static List<Integer> read(Collecting seen, int partition) {
        return seen.records.stream()
                .filter(record -> record.topicPartition().partition() == partition)
                .map(record -> Integer.valueOf(UTF_8.decode(
                                Objects.requireNonNull(record.stored().value()).duplicate())
                        .toString()))
                .toList();
    }
}
