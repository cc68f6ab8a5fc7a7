package io.suiro.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.base.TimerThread;
import io.suiro.broker.Produce.Acks;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedCluster;
import io.suiro.record.Codec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
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
            try (LocalConsumer consumer = Numbers.reader(own, "churn", timer, seen)) {
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

                assertThat(Numbers.stored(own.topic("churn").records()))
                        .as("with seed %d", seed)
                        .isEqualTo(Numbers.first(count));
                await().atMost(EmbeddedCluster.PATIENCE).untilAsserted(() -> assertThat(Numbers.read(List.of(seen)))
                        .as("read with seed %d", seed)
                        .isEqualTo(Numbers.first(count)));
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
                sent.add(
                        producer.send(Numbers.record("churn", partition, count)).toCompletableFuture());
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
}
