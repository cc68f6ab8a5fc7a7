package io.suiro.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader whose answers are late when another one has taken its place. */
class LateLeaderTest {
    private static final TopicPartition MOVED = new TopicPartition("moved", 0);
    private static final int UNANSWERED = 3;
    /** Beyond the five batches of a producer that Kafka's brokers remember. */
    private static final int FURTHER = 20;

    private static final long SECONDS = 30;

    @TempDir
    Path directory;

    /** ADR 0042. */
    @Test
    void whatTheOldOneHasNotAnsweredIsKnownToTheNewOneAlsoWhenMuchHasFollowed() throws Exception {
        try (LateAnswers late = new LateAnswers();
                EmbeddedCluster cluster = EmbeddedCluster.start(
                        directory,
                        3,
                        options -> isFirst(options) ? options.advertising("127.0.0.1", late.port()) : options)) {
            late.before(cluster.broker(0).bootstrapServers());
            EmbeddedBroker next = cluster.broker(1);
            EmbeddedCluster.create(next, MOVED.topic(), List.of(0, 1, 2));
            EmbeddedCluster.awaitInSync(next);
            try (KafkaProducer<String, String> producer = producer(next.bootstrapServers())) {
                // So that it is connected to that one, too, and does not ask the old one alone who leads.
                producer.send(new ProducerRecord<>(MOVED.topic(), 1, null, "elsewhere"))
                        .get(SECONDS, TimeUnit.SECONDS);
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                sent.add(send(producer, 0));
                sent.getFirst().get(SECONDS, TimeUnit.SECONDS);

                late.hold();
                for (int i = 1; i <= UNANSWERED; i++) {
                    sent.add(send(producer, i));
                    next.topic(MOVED.topic()).await(1 + i + 1, EmbeddedCluster.PATIENCE);
                }
                lead(next);
                await().atMost(EmbeddedCluster.PATIENCE).until(() -> isLedBy(1, producer));
                for (int i = UNANSWERED + 1; i <= UNANSWERED + FURTHER; i++) {
                    sent.add(send(producer, i));
                    sent.getLast().get(SECONDS, TimeUnit.SECONDS);
                }
                assertThat(sent.subList(1, UNANSWERED + 1)).noneMatch(Future::isDone);
                late.loseHeld();

                for (int i = 0; i < sent.size(); i++) {
                    assertThat(sent.get(i).get(SECONDS, TimeUnit.SECONDS).offset())
                            .isEqualTo(i);
                }
                assertThat(next.topic(MOVED.topic()).records())
                        .filteredOn(record -> record.partition() == MOVED.partition())
                        .extracting(TopicRecord::value)
                        .containsExactlyElementsOf(IntStream.range(0, sent.size())
                                .mapToObj(Integer::toString)
                                .toList());
            }
        }
    }

    private static boolean isFirst(EmbeddedOptions options) {
        return Integer.valueOf(0).equals(options.nodeId());
    }

    private static void lead(EmbeddedBroker next) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", next.bootstrapServers()))) {
            admin.alterPartitionReassignments(
                            Map.of(MOVED, Optional.of(new NewPartitionReassignment(List.of(1, 0, 2)))))
                    .all()
                    .get(SECONDS, TimeUnit.SECONDS);
            admin.electLeaders(ElectionType.PREFERRED, Set.of(MOVED)).all().get(SECONDS, TimeUnit.SECONDS);
        }
    }

    /** As it knows it; nobody while one is elected. */
    private static boolean isLedBy(int id, KafkaProducer<?, ?> producer) {
        return producer.partitionsFor(MOVED.topic()).stream()
                .filter(one -> one.partition() == MOVED.partition())
                .anyMatch(one -> one.leader() != null && one.leader().id() == id);
    }

    private static Future<RecordMetadata> send(KafkaProducer<String, String> producer, int number) {
        return producer.send(new ProducerRecord<>(MOVED.topic(), MOVED.partition(), null, Integer.toString(number)));
    }

    /** Soon hears of a new leader, though the old one does not answer. */
    private static KafkaProducer<String, String> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 0, "metadata.max.age.ms", 100),
                new StringSerializer(),
                new StringSerializer());
    }
}
