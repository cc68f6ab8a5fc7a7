package io.suiro.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Followers hear of a new partition when its leader does, and ask for it a moment before or after that has opened it. */
class NewTopicsTest {
    private static final int TOPICS = 200;
    /** Less than it takes until a follower that is told of nothing is not in sync any more. */
    private static final int PATIENCE_S = 20;

    @TempDir
    Path directory;

    @Test
    void theFirstRecordOfEachTopicReachesAllReplicas() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(directory, 3)) {
            EmbeddedCluster.awaitInSync(cluster.broker(0));
            for (int i = 0; i < TOPICS; i++) {
                EmbeddedCluster.create(cluster.broker(i % 3), "new-" + i, List.of(0, 1, 2));
            }
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers", cluster.broker(0).bootstrapServers(), "max.block.ms", 1000 * PATIENCE_S);
            try (Producer<String, String> producer =
                    new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (int i = 0; i < TOPICS; i++) {
                    for (int partition = 0; partition < 3; partition++) {
                        sent.add(producer.send(new ProducerRecord<>("new-" + i, partition, null, "first")));
                    }
                }
                long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
                for (Future<RecordMetadata> one : sent) {
                    assertThat(one.get(until - System.nanoTime(), TimeUnit.NANOSECONDS)
                                    .offset())
                            .isZero();
                }
            }
        }
    }
}
