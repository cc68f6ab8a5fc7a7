package io.suiro.app;

import static io.suiro.app.AdminApi.api;
import static io.suiro.app.AdminApi.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records over HTTP, of a broker that is alone; those that other brokers lead are in ClusterTopicsIT. */
@QuarkusTest
@TestProfile(AdminApi.OnePort.class)
class RecordsApiTest {
    @Inject
    BrokerLifecycle lifecycle;

    @ConfigProperty(name = "suiro.wire.port")
    int port;

    @BeforeEach
    void open() throws IOException {
        AdminApi.open(lifecycle);
    }

    private static void create(String topic, int partitions) {
        api().body("{\"partitions\":" + partitions + "}")
                .put("topics/" + topic)
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse write(String topic, String body) {
        return api().body(body).post("topics/" + topic + "/records").then().statusCode(200);
    }

    private static ValidatableResponse read(String topic, String query) {
        return api().get("topics/" + topic + "/records" + (query.isEmpty() ? "" : "?" + query))
                .then()
                .statusCode(200);
    }

    /** Of partition 0, a second apart, the first at 1970-01-01T00:00:01Z. */
    private static void writeNumbered(String topic, int count) {
        String records = IntStream.range(0, count)
                .mapToObj(i -> "{\"partition\":0,\"key\":\"key " + i + "\",\"value\":\"value " + i
                        + "\",\"timestamp\":\"1970-01-01T00:00:" + String.format("%02d", i + 1)
                        + "Z\",\"headers\":[{\"name\":\"n\",\"value\":\"" + i % 3 + "\"}]}")
                .collect(Collectors.joining(","));
        write(topic, "{\"records\":[" + records + "]}");
    }

    @Test
    void recordsAreWrittenWhereKafkasProducerWouldAndReadByItsConsumer() throws Exception {
        create("written", 3);
        write(
                        "written",
                        "{\"records\":[{\"key\":\"a\",\"value\":\"first\"},{\"key\":\"b\",\"value\":{\"n\":1}},{\"key\":\"a\"}]}")
                .body("offset[0]", equalTo(0))
                .body("offset[2]", equalTo(1))
                .body("refused", everyItem(nullValue()));
        Map<String, Integer> byHttp = new HashMap<>();
        List<ConsumerRecord<String, String>> records = consume("written", 3, 3);
        records.forEach(record -> byHttp.put(record.key(), record.partition()));
        assertThat(records.stream().map(ConsumerRecord::value)).containsExactlyInAnyOrder("first", "{\"n\":1}", null);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port), new StringSerializer(), new StringSerializer())) {
            for (String key : List.of("a", "b")) {
                assertThat(producer.send(new ProducerRecord<>("written", key, "x"))
                                .get()
                                .partition())
                        .isEqualTo(byHttp.get(key));
            }
        }
    }

    private List<ConsumerRecord<String, String>> consume(String topic, int partitions, int count) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList());
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (records.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
            return records;
        }
    }

    @Test
    void aRecordIsShownWithEverything() {
        create("shown", 1);
        write(
                "shown",
                "{\"records\":[{\"key\":\"k\",\"value\":\"v\",\"timestamp\":\"2026-11-27T06:00:00Z\","
                        + "\"headers\":[{\"name\":\"h\",\"value\":\"x\"},{\"name\":\"none\"}]},{\"value\":null}]}");
        read("shown", "")
                .body("records.partition", contains(0, 0))
                .body("records.offset", contains(0, 1))
                .body("records[0].timestamp", equalTo("2026-11-27T06:00:00Z"))
                .body("records[0].key", equalTo("k"))
                .body("records[0].keyFormat", equalTo("text"))
                .body("records[0].value", equalTo("v"))
                .body("records[0].valueFormat", equalTo("text"))
                .body("records[0].headers.name", contains("h", "none"))
                .body("records[0].headers.value", contains("x", null))
                .body("records[0].bytes", equalTo(3))
                .body("records[1].key", nullValue())
                .body("records[1].value", nullValue())
                .body("records[1].valueFormat", nullValue())
                .body("ended", equalTo("end"))
                .body("next.'0'", equalTo(2));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0 1 2 3 4 5 6 7, 8",
        "offset=5, 5 6 7, 8",
        "offset=100, '', 8",
        "tail=2, 6 7, 8",
        "tail=100, 0 1 2 3 4 5 6 7, 8",
        "timestamp=1970-01-01T00:00:06.5Z, 6 7, 8",
        "timestamp=2026-01-01T00:00:00Z, '', 8",
        "from=0:3&limit=2, 3 4, 5",
        "limit=3, 0 1 2, 3",
        "bytes=28, 0 1, 2",
        "bytes=1, 0, 1",
        "key=key 5, 5, 8",
        "value=ue 7, 7, 8",
        "header=n:1, 1 4 7, 8",
        "header=n:1&key=4, 4, 8",
        "header=m, '', 8",
        "value=no such, '', 8",
        "header=n:0&limit=2, 0 3, 4",
    })
    void whatIsAskedForIsFound(String query, String offsets, int next) {
        if (api().get("topics/found").statusCode() == 404) {
            create("found", 1);
            writeNumbered("found", 8);
        }
        List<Integer> wanted = Arrays.stream(offsets.split(" ", -1))
                .filter(offset -> !offset.isEmpty())
                .map(Integer::valueOf)
                .toList();
        read("found", query).body("records.offset", equalTo(wanted)).body("next.'0'", equalTo(next));
    }

    @Test
    void partitionsAreMergedByTimeAndReadOnWhereTheyWereLeft() {
        create("merged", 2);
        write(
                "merged",
                "{\"records\":[{\"partition\":0,\"value\":\"1\",\"timestamp\":\"2026-01-01T00:00:01Z\"},"
                        + "{\"partition\":1,\"value\":\"2\",\"timestamp\":\"2026-01-01T00:00:02Z\"},"
                        + "{\"partition\":0,\"value\":\"3\",\"timestamp\":\"2026-01-01T00:00:03Z\"},"
                        + "{\"partition\":1,\"value\":\"4\",\"timestamp\":\"2026-01-01T00:00:04Z\"}]}");
        Map<String, Integer> next = read("merged", "limit=3")
                .body("records.value", contains("1", "2", "3"))
                .body("ended", equalTo("limit"))
                .extract()
                .path("next");
        assertThat(next).isEqualTo(Map.of("0", 2, "1", 1));
        read("merged", "from=0:2&from=1:1").body("records.value", contains("4")).body("ended", equalTo("end"));
        read("merged", "partition=1").body("records.value", contains("2", "4"));
    }

    @Test
    void bytesAreShownAsAskedAndAsHexWhereTheyAreNot() throws Exception {
        create("decoded", 1);
        try (KafkaProducer<Long, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port, "compression.type", "zstd"),
                new LongSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("decoded", 0, -7L, "{\"a\":[1]}".getBytes(UTF_8)))
                    .get();
            producer.send(new ProducerRecord<>("decoded", 0, 8L, new byte[] {(byte) 0xff, 0}))
                    .get();
            producer.send(new ProducerRecord<>("decoded", 0, 9L, "{grün".getBytes(UTF_8)))
                    .get();
        }
        read("decoded", "keyFormat=number")
                .body("records.key", contains(-7, 8, 9))
                .body("records.keyFormat", everyItem(equalTo("number")))
                .body("records[0].value.a", contains(1))
                .body("records.valueFormat", contains("json", "hex", "text"))
                .body("records[1].value", equalTo("ff00"))
                .body("records[2].value", equalTo("{grün"));
        read("decoded", "valueFormat=text&keyFormat=text")
                .body("records.valueFormat", contains("text", "hex", "text"))
                .body("records.keyFormat", everyItem(equalTo("hex")))
                .body("records[0].value", equalTo("{\"a\":[1]}"));
        read("decoded", "valueFormat=json").body("records.valueFormat", contains("json", "hex", "hex"));
        read("decoded", "valueFormat=number")
                .body("records[1].value", equalTo(-256))
                .body("records[1].valueFormat", equalTo("number"));
        read("decoded", "valueFormat=hex").body("records[1].value", equalTo("ff00"));
    }

    @Test
    void whatIsGivenInAFormatIsWrittenSo() {
        create("encoded", 1);
        write(
                "encoded",
                "{\"keyFormat\":\"number\",\"valueFormat\":\"hex\",\"records\":[{\"key\":5,\"value\":\"00ff\"}]}");
        write(
                "encoded",
                "{\"keyFormat\":\"json\",\"valueFormat\":\"json\",\"records\":[{\"key\":\"a\",\"value\":\"b\"}]}");
        read("encoded", "keyFormat=hex&valueFormat=hex")
                .body("records.key", contains("0000000000000005", "226122"))
                .body("records.value", contains("00ff", "226222"));
    }

    @Test
    void aDryRunWritesNothing() {
        create("unwritten", 2);
        api().body("{\"records\":[{\"partition\":1,\"value\":\"x\"}]}")
                .post("topics/unwritten/records?dryRun=true")
                .then()
                .statusCode(200)
                .body("partition", contains(1))
                .body("offset", contains(nullValue()));
        read("unwritten", "").body("records", hasSize(0));
    }

    @Test
    void transactionMarkersAreNotShown() {
        create("transacted", 1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port, "transactional.id", "http-records"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; i < 2; i++) {
                producer.beginTransaction();
                var _ = producer.send(new ProducerRecord<>("transacted", 0, null, new byte[] {'v'}));
                producer.commitTransaction();
            }
        }
        read("transacted", "")
                .body("records.offset", contains(0, 2))
                .body("ended", equalTo("end"))
                .body("next.'0'", equalTo(4));
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, 400, INVALID_REQUEST, limit",
        "limit=1001, 400, INVALID_REQUEST, limit",
        "bytes=0, 400, INVALID_REQUEST, bytes",
        "timeoutMs=60000, 400, INVALID_REQUEST, timeoutMs",
        "partition=x, 400, INVALID_REQUEST, partition",
        "partition=1, 404, UNKNOWN_TOPIC_OR_PARTITION, partition",
        "from=0, 400, INVALID_REQUEST, from",
        "from=1:0, 404, UNKNOWN_TOPIC_OR_PARTITION, from",
        "from=0:-1, 400, INVALID_REQUEST, from",
        "from=0:1&tail=2, 400, INVALID_REQUEST, from",
        "from=0:1&partition=0, 400, INVALID_REQUEST, from",
        "offset=1&tail=2, 400, INVALID_REQUEST, tail",
        "offset=-1, 400, INVALID_REQUEST, offset",
        "timestamp=yesterday, 400, INVALID_REQUEST, timestamp",
        "keyFormat=avro, 400, INVALID_REQUEST, keyFormat",
        "valueformat=text, 400, INVALID_REQUEST, valueformat",
    })
    void aParameterThatMakesNoSenseIsNamed(String query, int status, String kafkaError, String field) {
        if (api().get("topics/asked").statusCode() == 404) {
            create("asked", 1);
        }
        refused(api().get("topics/asked/records?" + query), status, kafkaError, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                             | 400 | INVALID_REQUEST            | records",
                "{\"records\":[]}                                               | 400 | INVALID_REQUEST            | records",
                "{\"records\":[null]}                                           | 400 | INVALID_REQUEST            | records[0]",
                "{\"records\":[{\"partition\":-1}]}                             | 400 | INVALID_REQUEST            | records[0].partition",
                "{\"records\":[{},{\"partition\":1}]}                           | 404 | UNKNOWN_TOPIC_OR_PARTITION | records[1].partition",
                "{\"records\":[{\"headers\":[{\"value\":\"x\"}]}]}              | 400 | INVALID_REQUEST            | records[0].headers[0].name",
                "{\"records\":[{\"timestamp\":\"1969-01-01T00:00:00Z\"}]}       | 400 | INVALID_REQUEST            | records[0].timestamp",
                "{\"records\":[{\"timestamp\":\"soon\"}]}                       | 400 | INVALID_REQUEST            | records.timestamp",
                "{\"valueFormat\":\"hex\",\"records\":[{\"value\":\"f\"}]}      | 400 | INVALID_REQUEST            | records[0].value",
                "{\"valueFormat\":\"text\",\"records\":[{\"value\":1}]}         | 400 | INVALID_REQUEST            | records[0].value",
                "{\"keyFormat\":\"number\",\"records\":[{\"key\":1.5}]}         | 400 | INVALID_REQUEST            | records[0].key",
                "{\"keyFormat\":\"xml\",\"records\":[{}]}                       | 400 | INVALID_REQUEST            | keyFormat",
            })
    void whatCannotBeWrittenIsRefusedWithTheField(String body, int status, String kafkaError, String field) {
        if (api().get("topics/strict").statusCode() == 404) {
            create("strict", 1);
        }
        refused(api().body(body).post("topics/strict/records"), status, kafkaError, field);
        refused(api().body(body).post("topics/strict/records?dryRun"), status, kafkaError, field);
        read("strict", "").body("records", hasSize(0));
    }

    @Test
    void aTopicThatDoesNotTakeARecordSaysWhy() {
        api().body("{\"partitions\":1,\"configs\":{\"cleanup.policy\":\"compact\",\"max.message.bytes\":\"1000\"}}")
                .put("topics/choosy")
                .then()
                .statusCode(201);
        refused(
                api().body("{\"records\":[{\"value\":\"no key\"}]}").post("topics/choosy/records"),
                422,
                "INVALID_RECORD");
        String large = "{\"records\":[{\"key\":\"k\",\"value\":\"" + "x".repeat(2000) + "\"}]}";
        refused(api().body(large).post("topics/choosy/records"), 413, "MESSAGE_TOO_LARGE");
        refused(api().body("{\"records\":[{}]}").post("topics/none/records"), 404, "UNKNOWN_TOPIC_OR_PARTITION");
        refused(api().get("topics/none/records"), 404, "UNKNOWN_TOPIC_OR_PARTITION");
    }

    @Test
    void manyPartitionsAreReadInParts() {
        create("many", 60);
        refused(api().get("topics/many/records"), 400, "INVALID_REQUEST", "partition")
                .body("detail", containsString("50"));
        read("many", "partition=59&partition=3").body("next.size()", lessThan(3));
    }
}
