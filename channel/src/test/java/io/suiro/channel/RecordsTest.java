package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.junit.jupiter.api.Test;

/** Keys, headers, partitions and times of records, by the types of Kafka's clients and SmallRye's Kafka connector. */
@QuarkusTest
class RecordsTest {
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_000L);

    @ApplicationScoped
    static class Methods {
        private final Seen seen;

        Methods(Seen seen) {
            this.seen = seen;
        }

        @Incoming("records")
        void record(ConsumerRecord<String, Order> record) {
            seen.add("records", record);
        }

        @Incoming("described")
        void described(Order order, IncomingKafkaRecordMetadata<String, Order> metadata) {
            seen.add("described", metadata);
        }

        @Incoming("keyed")
        @Outgoing("keyed-on-out")
        String keyed(String text) {
            return text;
        }

        @Incoming("keyed-on")
        void keyedOn(ConsumerRecord<String, String> record) {
            seen.add("keyed-on", record);
        }

        @Incoming("serdes")
        void number(Integer number) {
            seen.add("serdes", number);
        }

        @Incoming("serdes-records")
        void numberedRecord(ConsumerRecord<Long, Integer> record) {
            seen.add("serdes-records", record);
        }

        @Incoming("tombstones")
        void tombstone(ConsumerRecord<String, Order> record) {
            seen.add("tombstones", record);
        }
    }

    @Inject
    @Channel("records-out")
    Emitter<Object> emitter;

    @Inject
    @Channel("keyed-out")
    Emitter<String> keyed;

    @Inject
    @Channel("serdes-out")
    Emitter<Integer> serdes;

    @Inject
    Seen seen;

    @Test
    void anApplicationSaysWhatItsRecordIsAndIsToldWhereItIs() {
        OutgoingMessageMetadata<RecordMetadata> result = new OutgoingMessageMetadata<>();
        RecordHeaders headers = new RecordHeaders();
        headers.add("colour", "blue".getBytes(UTF_8)).add("colour", null);
        emitter.send(Message.of(new Order("a", 1))
                .addMetadata(result)
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withKey("key")
                        .withPartition(0)
                        .withTimestamp(TIME)
                        .withHeaders(headers)
                        .build()));
        ConsumerRecord<?, ?> record =
                (ConsumerRecord<?, ?>) seen.await("records", 1).getFirst();
        assertThat(record.topic()).isEqualTo("records");
        assertThat(record.key()).isEqualTo("key");
        assertThat(record.value()).isEqualTo(new Order("a", 1));
        assertThat(record.timestamp()).isEqualTo(TIME.toEpochMilli());
        assertThat(record.headers()).containsExactly(headers.toArray());
        assertThat(result.getResult().topic()).isEqualTo("records");
        assertThat(result.getResult().offset()).isEqualTo(record.offset());
        assertThat(result.getResult().timestamp()).isEqualTo(TIME.toEpochMilli());
    }

    @Test
    void aRecordOfKafkasProducerIsTakenAsItIs() {
        emitter.send(new ProducerRecord<>(
                "described",
                0,
                TIME.toEpochMilli(),
                "key",
                new Order("a", 1),
                new RecordHeaders().add("h", new byte[1])));
        IncomingKafkaRecordMetadata<?, ?> metadata =
                (IncomingKafkaRecordMetadata<?, ?>) seen.await("described", 1).getFirst();
        assertThat(metadata.getTopic()).isEqualTo("described");
        assertThat(metadata.getChannel()).isEqualTo("described");
        assertThat(metadata.getPartition()).isZero();
        assertThat(metadata.getOffset()).isZero();
        assertThat(metadata.getKey()).isEqualTo("key");
        assertThat(metadata.getTimestamp()).isEqualTo(TIME);
        assertThat(metadata.getHeaders().lastHeader("h").value()).hasSize(1);
    }

    @Test
    void aKeyIsConfiguredAndGoesOnToWhatIsMadeOfARecordAsDoHeaders() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("colour", "blue".getBytes(UTF_8)).add("shape", "round".getBytes(UTF_8));
        keyed.send(Message.of("a")
                .addMetadata(OutgoingKafkaRecordMetadata.builder()
                        .withHeaders(headers)
                        .build()));
        ConsumerRecord<?, ?> record =
                (ConsumerRecord<?, ?>) seen.await("keyed-on", 1).getFirst();
        assertThat(record.key()).isEqualTo("k");
        assertThat(record.value()).isEqualTo("a");
        assertThat(record.headers()).containsExactly(headers.lastHeader("colour"));
    }

    @Test
    void configuredSerdesDecide() throws Exception {
        serdes.send(Message.of(4711)
                .addMetadata(
                        OutgoingKafkaRecordMetadata.<Long>builder().withKey(7L).build()));
        assertThat(seen.await("serdes", 1)).containsExactly(4711);
        ConsumerRecord<?, ?> record =
                (ConsumerRecord<?, ?>) seen.await("serdes-records", 1).getFirst();
        assertThat(record.key()).isEqualTo(7L);
        assertThat(record.value()).isEqualTo(4711);
        assertThat(record.serializedKeySize()).isEqualTo(Long.BYTES);
        serdes.send(1).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aRecordWithoutAValueIsOne() {
        emitter.send(new ProducerRecord<>("tombstones", "key", null));
        ConsumerRecord<?, ?> record =
                (ConsumerRecord<?, ?>) seen.await("tombstones", 1).getFirst();
        assertThat(record.key()).isEqualTo("key");
        assertThat(record.value()).isNull();
    }

    @Test
    void aPartitionThatThereIsNotIsRefused() {
        assertThat(emitter.send(new ProducerRecord<>("records", 99, "key", "value"))
                        .toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("records has no partition 99, it has 1");
    }
}
