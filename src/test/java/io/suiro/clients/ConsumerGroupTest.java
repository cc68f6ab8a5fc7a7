package io.suiro.clients;

import static io.suiro.clients.JavaClients.take;
import static io.suiro.clients.JavaClients.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's consumer in groups of the classic protocol. */
final class ConsumerGroupTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    @TempDir
    private static Path data;

    private static TestBroker broker;
    private static JavaClients clients;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(data);
        clients = new JavaClients(broker);
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(classes = {RangeAssignor.class, CooperativeStickyAssignor.class})
    void twoMembersShareATopicAndOneTakesOverWhenTheOtherLeaves(Class<?> assignor) throws Exception {
        String topic = "shared-" + assignor.getSimpleName();
        clients.topic(topic, 4);
        Object[] settings = {"partition.assignment.strategy", assignor.getName()};
        try (KafkaConsumer<String, String> first = clients.member("g-" + topic, settings)) {
            first.subscribe(List.of(topic));
            pollUntilAssigned(first, first, 4);
            try (KafkaConsumer<String, String> second = clients.member("g-" + topic, settings)) {
                second.subscribe(List.of(topic));
                pollUntilAssigned(first, second, 2);
                Set<TopicPartition> all = new HashSet<>(first.assignment());
                all.addAll(second.assignment());
                assertThat(all).hasSize(4);
            }
            pollUntilAssigned(first, first, 4);
        }
    }

    private static void pollUntilAssigned(
            KafkaConsumer<String, String> one, KafkaConsumer<String, String> other, int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .pollInSameThread()
                .until(() -> {
                    one.poll(POLL);
                    if (other != one) {
                        other.poll(POLL);
                    }
                    return one.assignment().size() == count
                            && other.assignment().size() == count;
                });
    }

    @Test
    void aStaticMemberComesBackWithoutARebalanceOfTheOthers() throws Exception {
        clients.topic("static", 2);
        try (KafkaConsumer<String, String> stays = clients.member("static", "group.instance.id", "stays")) {
            stays.subscribe(List.of("static"));
            Set<TopicPartition> before;
            int generation;
            try (KafkaConsumer<String, String> goes = clients.member("static", "group.instance.id", "goes")) {
                goes.subscribe(List.of("static"));
                pollUntilAssigned(stays, goes, 1);
                before = goes.assignment();
                generation = goes.groupMetadata().generationId();
            }
            try (KafkaConsumer<String, String> back = clients.member("static", "group.instance.id", "goes")) {
                back.subscribe(List.of("static"));
                pollUntilAssigned(stays, back, 1);
                assertThat(back.assignment()).isEqualTo(before);
                assertThat(back.groupMetadata().generationId()).isEqualTo(generation);
            }
        }
    }

    @Test
    void aMemberThatWasGoneTooLongMayNotCommit() throws Exception {
        clients.topic("too-long", 1);
        try (KafkaConsumer<String, String> slow = clients.member("too-long", "max.poll.interval.ms", "500")) {
            slow.subscribe(List.of("too-long"));
            pollUntilAssigned(slow, slow, 1);
            try (KafkaConsumer<String, String> other = clients.member("too-long")) {
                other.subscribe(List.of("too-long"));
                await().atMost(PATIENCE).pollInSameThread().until(() -> {
                    other.poll(POLL);
                    return other.assignment().size() == 1;
                });
                assertThatThrownBy(() -> slow.commitSync(offset("too-long", 1, "")))
                        .isInstanceOf(CommitFailedException.class);
            }
        }
    }

    @Test
    void committedOffsetsAndTheirMetadataOutliveARestart() throws Exception {
        TopicPartition partition = produced("restarted", 10);
        try (KafkaConsumer<String, String> consumer = clients.member("restarted")) {
            consumer.subscribe(List.of("restarted"));
            take(consumer, 10);
            consumer.commitSync(offset("restarted", 4, "as far as four"));
        }
        broker.restart();
        try (KafkaConsumer<String, String> consumer = clients.member("restarted")) {
            consumer.subscribe(List.of("restarted"));
            assertThat(consumer.committed(Set.of(partition)).get(partition))
                    .isEqualTo(new OffsetAndMetadata(4, "as far as four"));
            assertThat(valuesOf(take(consumer, 6))).startsWith("v4");
        }
    }

    @Test
    void aCommitIsToldToItsCallback() throws Exception {
        TopicPartition partition = produced("callback", 1);
        try (KafkaConsumer<String, String> consumer = clients.member("callback")) {
            consumer.assign(List.of(partition));
            AtomicReference<Map<TopicPartition, OffsetAndMetadata>> told = new AtomicReference<>();
            consumer.commitAsync(offset("callback", 1, "m"), (offsets, failure) -> told.set(offsets));
            await().atMost(PATIENCE).pollInSameThread().until(() -> {
                consumer.poll(POLL);
                return told.get() != null;
            });
            assertThat(consumer.committed(Set.of(partition)).get(partition).offset())
                    .isEqualTo(1);
        }
    }

    @Test
    void consumersOfTheirOwnGoOnWhereTheyCommittedByThemselves() throws Exception {
        produced("auto-commit", 5);
        try (KafkaConsumer<String, String> consumer = clients.member("auto", "enable.auto.commit", "true")) {
            consumer.subscribe(List.of("auto-commit"));
            take(consumer, 5);
        }
        produce("auto-commit", 5, 6);
        try (KafkaConsumer<String, String> consumer = clients.member("auto")) {
            consumer.subscribe(List.of("auto-commit"));
            assertThat(valuesOf(take(consumer, 1))).containsExactly("v5");
        }
    }

    @Test
    void whereThereIsNoOffsetTheResetPolicyDecides() throws Exception {
        TopicPartition partition = produced("reset", 3);
        try (KafkaConsumer<String, String> earliest = clients.member("reset", "auto.offset.reset", "earliest");
                KafkaConsumer<String, String> latest = clients.member("reset", "auto.offset.reset", "latest");
                KafkaConsumer<String, String> none = clients.member("reset", "auto.offset.reset", "none")) {
            for (KafkaConsumer<String, String> consumer : List.of(earliest, latest, none)) {
                consumer.assign(List.of(partition));
            }
            assertThat(earliest.position(partition)).isEqualTo(0);
            assertThat(latest.position(partition)).isEqualTo(3);
            assertThatThrownBy(() -> none.position(partition)).isInstanceOf(NoOffsetForPartitionException.class);
        }
    }

    @Test
    void anOffsetThatIsNotThereIsOutOfRange() throws Exception {
        TopicPartition partition = produced("out-of-range", 3);
        try (KafkaConsumer<String, String> none = clients.consumer("auto.offset.reset", "none");
                KafkaConsumer<String, String> earliest = clients.consumer()) {
            none.assign(List.of(partition));
            none.seek(partition, 100);
            assertThatThrownBy(() -> take(none, 1)).isInstanceOf(OffsetOutOfRangeException.class);
            earliest.assign(List.of(partition));
            earliest.seek(partition, 100);
            assertThat(valuesOf(take(earliest, 3))).containsExactly("v0", "v1", "v2");
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> offset(String topic, long offset, String metadata) {
        return Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset, metadata));
    }

    private static TopicPartition produced(String topic, int count) throws Exception {
        TopicPartition partition = clients.topic(topic, 1);
        produce(topic, 0, count);
        return partition;
    }

    private static void produce(String topic, int from, int to) {
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = from; i < to; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, "v" + i));
            }
        }
    }
}
