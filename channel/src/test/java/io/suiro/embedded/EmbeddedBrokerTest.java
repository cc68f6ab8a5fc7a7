package io.suiro.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's own clients see what the broker's helpers do, and the other way round. */
class EmbeddedBrokerTest {
    private static final EmbeddedBroker BROKER = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY);

    @TempDir
    Path directory;

    @AfterAll
    static void end() {
        BROKER.close();
    }

    @Test
    void aTopicHasWhatAClientHasSent() throws Exception {
        EmbeddedTopic topic = BROKER.topic("sent").create(2);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", BROKER.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            ProducerRecord<String, String> record = new ProducerRecord<>("sent", 1, "key", "value");
            record.headers().add("trace", "1".getBytes(UTF_8));
            producer.send(record).get();
        }
        assertThat(topic.await(1)).singleElement().satisfies(found -> {
            assertThat(found.partition()).isEqualTo(1);
            assertThat(found.offset()).isZero();
            assertThat(found.key()).isEqualTo("key");
            assertThat(found.value()).isEqualTo("value");
            assertThat(found.headers()).containsEntry("trace", "1");
        });
    }

    @Test
    void aClientReadsWhatIsPutIntoATopic() {
        BROKER.topic("put").send("key", "value");
        try (KafkaConsumer<String, String> consumer = consumer("putters", "consumer")) {
            consumer.subscribe(List.of("put"));
            assertThat(next(consumer, 1))
                    .extracting(ConsumerRecord::key, ConsumerRecord::value)
                    .containsExactly(tuple("key", "value"));
            consumer.commitSync();
        }
        assertThat(BROKER.topic("put").committedBy("putters")).containsEntry(0, 1L);
    }

    @Test
    void whoAwaitsTooMuchIsToldWhatThereIs() {
        EmbeddedTopic topic = BROKER.topic("few");
        topic.send("one", "1");
        assertThatThrownBy(() -> topic.await(2, Duration.ofMillis(50)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("few has 1 records after PT0.05S, and not 2:")
                .hasMessageContaining("key=one, value=1");
    }

    @Test
    void aResetLeavesNoTopicsAndNoGroups() throws Exception {
        BROKER.topic("gone").send("1");
        try (KafkaConsumer<String, String> consumer = consumer("gone-group", "consumer")) {
            consumer.subscribe(List.of("gone"));
            next(consumer, 1);
            consumer.commitSync();
        }
        BROKER.reset();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).isEmpty();
            assertThat(admin.listGroups().all().get())
                    .extracting(GroupListing::groupId)
                    .isEmpty();
        }
        assertThat(BROKER.topic("gone").records()).isEmpty();
        assertThat(BROKER.topic("gone").send("again").offset()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumer", "classic"})
    void aClientThatIsStillThereGoesOnWithTheNewTopic(String protocol) {
        String group = "stays-" + protocol;
        String topic = "stays-" + protocol;
        BROKER.topic(topic).send("before");
        try (KafkaConsumer<String, String> consumer = consumer(group, protocol)) {
            consumer.subscribe(Set.of(topic));
            assertThat(next(consumer, 1)).extracting(ConsumerRecord::value).containsExactly("before");
            BROKER.reset();
            BROKER.topic(topic).send("after");
            assertThat(next(consumer, 1))
                    .extracting(ConsumerRecord::value, ConsumerRecord::offset)
                    .containsExactly(tuple("after", 0L));
        }
    }

    @Test
    void whatIsToStayIsNotReset() {
        try (EmbeddedBroker lasting = EmbeddedBroker.start(EmbeddedOptions.on(directory))) {
            lasting.topic("stays").send("1");
            assertThatThrownBy(lasting::reset)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(directory.toString());
            assertThat(lasting.topic("stays").records()).hasSize(1);
        }
    }

    private static KafkaConsumer<String, String> consumer(String group, String protocol) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                BROKER.bootstrapServers(),
                "group.id",
                group,
                "group.protocol",
                protocol,
                "auto.offset.reset",
                "earliest",
                "metadata.max.age.ms",
                "200"));
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private static List<ConsumerRecord<String, String>> next(KafkaConsumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            assertThat(found).hasSizeGreaterThanOrEqualTo(count);
        });
        return found;
    }
}
