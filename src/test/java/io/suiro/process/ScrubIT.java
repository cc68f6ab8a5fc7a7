package io.suiro.process;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.suiro.record.Batch;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit that flips on the disk of a running broker's old data: who learns of it, and who is kept from what. */
class ScrubIT {
    private static final TopicPartition OLD = new TopicPartition("old", 0);
    private static final int RECORDS = 3000;
    private static final int RECORD_BYTES = 1000;

    @TempDir
    Path directory;

    @Test
    void aDamagedBatchIsFoundNamedAndNotServedAndAllElseIs() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory.resolve("data"))) {
            broker.start();
            write(broker);
            broker.stop();
            Path segment = broker.data().resolve("old-0/00000000000000000000.log");
            byte[] bytes = Files.readAllBytes(segment);
            bytes[batchBehind(bytes, bytes.length / 2) + Batch.HEADER_BYTES + RECORD_BYTES / 2] ^= 1;
            Files.write(segment, bytes);

            broker.start();

            await().atMost(Duration.ofMinutes(1))
                    .until(() -> get(broker, "/q/metrics").lines().anyMatch("suiro_log_corrupt_batches 1.0"::equals));
            assertThat(get(broker, "/q/metrics")).containsPattern("suiro_log_scrubbed_bytes_total [1-9]");
            Map<String, Object> ready = new JsonPath(get(broker, "/q/health/ready"))
                    .getMap("checks.find { it.name == 'damage that is passed over' }.data");
            String key = ready.keySet().stream()
                    .filter(name -> name.startsWith("old-0 is damaged at offset "))
                    .findFirst()
                    .orElseThrow();
            assertThat((String) ready.get(key))
                    .startsWith(segment + " at position ")
                    .contains("fails its checksum");
            assertThat(Files.readAllLines(broker.log()))
                    .filteredOn(line -> line.contains(" ERROR "))
                    .singleElement()
                    .asString()
                    .contains(segment + " is damaged at position ");

            long damaged = Long.parseLong(key.substring("old-0 is damaged at offset ".length()));
            assertServedButFor(broker, damaged);
            broker.stop();
        }
    }

    private static int batchBehind(byte[] segment, int position) {
        int at = 0;
        while (at < position) {
            at += Batch.sizeInBytes(ByteBuffer.wrap(segment), at);
        }
        return at;
    }

    private static void write(BrokerProcess broker) throws Exception {
        try (var admin = broker.admin();
                var producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrap()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            NewTopic topic =
                    new NewTopic(OLD.topic(), 1, (short) 1).configs(Map.of("segment.bytes", String.valueOf(1 << 20)));
            admin.createTopics(List.of(topic)).all().get();
            for (int i = 0; i < RECORDS; i++) {
                var _ = producer.send(new ProducerRecord<>(OLD.topic(), new byte[RECORD_BYTES]));
            }
            producer.flush();
        }
    }

    private static void assertServedButFor(BrokerProcess broker, long damaged) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrap(), "check.crcs", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(OLD));
            consumer.seek(OLD, 0);
            assertThatThrownBy(() -> {
                        while (true) {
                            consumer.poll(Duration.ofSeconds(5));
                        }
                    })
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("offset " + damaged);
            assertThat(consumer.position(OLD)).isEqualTo(damaged);

            long sound = firstSoundAfter(consumer, damaged);
            consumer.seek(OLD, sound);
            long last = sound - 1;
            while (last < RECORDS - 1) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(5))) {
                    assertThat(record.offset()).isEqualTo(last + 1);
                    last = record.offset();
                }
            }
        }
    }

    private static long firstSoundAfter(KafkaConsumer<byte[], byte[]> consumer, long damaged) {
        for (long offset = damaged + 1; ; offset++) {
            consumer.seek(OLD, offset);
            try {
                if (!consumer.poll(Duration.ofSeconds(5)).isEmpty()) {
                    return offset;
                }
            } catch (KafkaException stillDamaged) {
                assertThat(stillDamaged).hasMessageContaining("offset " + offset);
            }
        }
    }

    private static String get(BrokerProcess broker, String path) {
        return given().port(broker.httpPort())
                .when()
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}
