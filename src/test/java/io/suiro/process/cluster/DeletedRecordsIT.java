package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.DeleteRecordsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records are deleted once no broker that is alive has them any more. */
class DeletedRecordsIT {
    private static final TopicPartition EVENTS = new TopicPartition("events", 0);
    private static final int LESS_THAN_FENCING_TAKES_MS = 1_000;
    private static final int PATIENTLY_MS = 60_000;

    @TempDir
    Path directory;

    @Test
    void aFollowerThatIsAliveIsWaitedForAndWhoeverLeadsNextDoesNotBringThemBack() throws Exception {
        try (SuiroCluster cluster = new SuiroCluster(directory);
                ClusterView view = new ClusterView(cluster)) {
            cluster.start();
            view.awaitServing();
            view.admin()
                    .createTopics(List.of(new NewTopic(EVENTS.topic(), 1, (short) 3)))
                    .all()
                    .get();
            produce(cluster.bootstrap());
            view.awaitRecovered();
            int leader = view.leader(EVENTS);
            int controller = view.controller();
            int follower = cluster.nodes().stream()
                    .filter(node -> node != leader && node != controller)
                    .findFirst()
                    .orElseThrow();

            cluster.pause(follower);
            assertThatThrownBy(() -> delete(view, 3, LESS_THAN_FENCING_TAKES_MS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
            assertThat(delete(view, 5, PATIENTLY_MS)).as("once it is fenced").isEqualTo(5);

            cluster.resume(follower);
            view.awaitRecovered();
            assertThat(delete(view, 7, PATIENTLY_MS)).isEqualTo(7);
            cluster.kill(leader);
            await().atMost(ClusterView.PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(() -> view.leader(EVENTS), next -> next >= 0 && next != leader);
            assertThat(logStart(view)).isEqualTo(7);
        }
    }

    private static void produce(String bootstrap) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(EVENTS.topic(), "value " + i))
                        .get();
            }
        }
    }

    private static long delete(ClusterView view, long before, int timeoutMs) throws Exception {
        return Objects.requireNonNull(view.admin()
                        .deleteRecords(
                                Map.of(EVENTS, RecordsToDelete.beforeOffset(before)),
                                new DeleteRecordsOptions().timeoutMs(timeoutMs))
                        .lowWatermarks()
                        .get(EVENTS))
                .get()
                .lowWatermark();
    }

    private static long logStart(ClusterView view) throws Exception {
        return view.admin()
                .listOffsets(Map.of(EVENTS, OffsetSpec.earliest()))
                .partitionResult(EVENTS)
                .get()
                .offset();
    }
}
