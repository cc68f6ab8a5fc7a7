package io.suiro.app;

import static io.suiro.app.AdminApi.api;
import static io.suiro.app.AdminApi.refused;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.nullValue;

import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The deletion of records over HTTP, of a broker that is alone; at other leaders it is in ClusterTopicsIT. */
abstract class RecordDeletionApi {
    private final int port = AdminApi.port();

    @BeforeEach
    void open() throws IOException {
        AdminApi.open(AdminApi.bean(BrokerLifecycle.class));
    }

    private static void create(String name, int partitions) {
        api().body("{\"name\":\"" + name + "\",\"partitions\":" + partitions + "}")
                .post("topics")
                .then()
                .statusCode(201);
    }

    private void produce(String topic, int partition, int records) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, partition, "key", "value " + i))
                        .get();
            }
        }
    }

    @Test
    void recordsAreDeletedUpToAnOffset() throws Exception {
        create("shortened", 2);
        produce("shortened", 0, 5);
        produce("shortened", 1, 4);
        String records = "topics/shortened/records";
        api().delete(records + "?before=0:2&before=1:end&dryRun")
                .then()
                .statusCode(200)
                .body("partition", contains(0, 1))
                .body("from", contains(0, 0))
                .body("logStart", contains(2, 4));
        api().get("topics/shortened").then().body("partitions.logStart", contains(0, 0));
        api().delete(records + "?before=1:end&before=0:2")
                .then()
                .statusCode(200)
                .body("partition", contains(0, 1))
                .body("logStart", contains(2, 4))
                .body("refused", contains(nullValue(), nullValue()));
        api().get("topics/shortened")
                .then()
                .body("partitions.logStart", contains(2, 4))
                .body("partitions.logEnd", contains(5, 4));
        api().delete(records + "?before=0:1").then().body("from", contains(2)).body("logStart", contains(2));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400, INVALID_REQUEST, before",
        "before=0, 400, INVALID_REQUEST, before",
        "before=0:-1, 400, INVALID_REQUEST, before",
        "before=x:1, 400, INVALID_REQUEST, before",
        "before=0:0&before=0:end, 400, INVALID_REQUEST, before",
        "before=0:1, 422, OFFSET_OUT_OF_RANGE,",
        "before=0:end&before=1:0, 404, UNKNOWN_TOPIC_OR_PARTITION,",
    })
    void recordsThatAreNotThereAreNotDeleted(String query, int status, String kafkaError, String field) {
        if (api().get("topics/empty").statusCode() == 404) {
            create("empty", 1);
        }
        refused(api().delete("topics/empty/records" + (query.isEmpty() ? "" : "?" + query)), status, kafkaError, field);
        refused(
                api().delete("topics/empty/records?dryRun" + (query.isEmpty() ? "" : "&" + query)),
                status,
                kafkaError,
                field);
    }

    @Test
    void recordsThatAreOnlyCompactedAreNotDeleted() {
        api().body("{\"name\":\"compacted\",\"configs\":{\"cleanup.policy\":\"compact\"}}")
                .post("topics")
                .then()
                .statusCode(201);
        refused(api().delete("topics/compacted/records?before=0:end"), 422, "POLICY_VIOLATION");
        refused(api().delete("topics/compacted/records?before=0:end&dryRun"), 422, "POLICY_VIOLATION");
        refused(api().delete("topics/none/records?before=0:end"), 404, "UNKNOWN_TOPIC_OR_PARTITION");
    }
}
