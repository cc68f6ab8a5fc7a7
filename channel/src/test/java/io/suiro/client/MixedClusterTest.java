package io.suiro.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.base.TimerThread;
import io.suiro.broker.Produce.Acks;
import io.suiro.cluster.BrokerImage;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedCluster;
import io.suiro.embedded.StandaloneProcess;
import io.suiro.record.Codec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An embedded broker in a cluster whose other brokers are programs of their own. */
class MixedClusterTest {
    private static final int RECORDS = 500;

    @TempDir
    Path directory;

    @Test
    void anApplicationsBrokerLivesWithBrokersOfTheirOwn() {
        try (EmbeddedCluster cluster = EmbeddedCluster.prepare(directory, 3);
                TimerThread timer = new TimerThread("test");
                StandaloneProcess killed = StandaloneProcess.launch(directory, 1, cluster.addresses());
                StandaloneProcess _ = StandaloneProcess.launch(directory, 2, cluster.addresses())) {
            EmbeddedBroker own = cluster.start(0);
            await().atMost(EmbeddedCluster.PATIENCE)
                    .until(() -> own.broker().topics().image().brokers().values().stream()
                                    .filter(BrokerImage::isActive)
                                    .count()
                            == 3);
            EmbeddedCluster.create(own, "mixed", List.of(1, 2, 0));
            send(own, 0, RECORDS);
            Collecting seen = new Collecting();
            try (LocalConsumer consumer = Numbers.reader(own, "mixed", timer, seen)) {
                consumer.join();
                await().atMost(EmbeddedCluster.PATIENCE)
                        .untilAsserted(() -> assertThat(seen.records).hasSize(3 * RECORDS));
                consumer.commit(Map.of(new TopicPartition("mixed", 0), 7L))
                        .toCompletableFuture()
                        .join();
            }
            assertThat(own.topic("mixed").committedBy("readers")).isEqualTo(Map.of(0, 7L));

            EmbeddedCluster.awaitInSync(own);
            killed.kill();
            send(own, RECORDS, 2 * RECORDS);

            assertThat(Numbers.stored(own.topic("mixed").records())).isEqualTo(Numbers.first(2 * RECORDS));
        }
    }

    private static void send(EmbeddedBroker own, int from, int to) {
        LocalProducer producer = new LocalProducer(own.broker(), Acks.ALL, Codec.NONE);
        List<CompletionStage<Stored>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            for (int partition = 0; partition < 3; partition++) {
                sent.add(producer.send(Numbers.record("mixed", partition, i)));
            }
        }
        sent.forEach(stored -> stored.toCompletableFuture().join());
    }
}
