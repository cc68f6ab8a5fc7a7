package io.suiro.app;

import static io.suiro.app.AdminApi.api;
import static io.suiro.app.AdminApi.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics over HTTP, of a broker that is alone; what other brokers are asked is in ClusterTopicsIT. */
@QuarkusTest
@TestProfile(AdminApi.OnePort.class)
class TopicsApiTest {
    @Inject
    BrokerLifecycle lifecycle;

    @ConfigProperty(name = "suiro.wire.port")
    int port;

    @BeforeEach
    void open() throws IOException {
        AdminApi.open(lifecycle);
    }

    private static void create(String name, int partitions) {
        api().body("{\"name\":\"" + name + "\",\"partitions\":" + partitions + "}")
                .post("topics")
                .then()
                .statusCode(201);
    }

    private static String tag(String topic) {
        return api().get("topics/" + topic)
                .then()
                .statusCode(200)
                .header("ETag", notNullValue())
                .extract()
                .header("ETag");
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
    void aTopicIsCreatedAndDescribed() throws Exception {
        api().body("{\"name\":\"described\",\"partitions\":2,\"replicationFactor\":1,"
                        + "\"configs\":{\"retention.ms\":\" 60000 \",\"cleanup.policy\":\"compact, delete\"}}")
                .post("topics")
                .then()
                .statusCode(201)
                .header("Location", endsWith("/api/v1/topics/described"))
                .header("ETag", equalTo(tag("described")))
                .body("created", equalTo(true))
                .body("dryRun", equalTo(false))
                .body("state.partitions", equalTo(2))
                .body(
                        "changes.field",
                        contains("partitions", "replicationFactor", "configs.cleanup.policy", "configs.retention.ms"));
        produce("described", 1, 3);
        api().get("topics/described")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("name", equalTo("described"))
                .body("internal", equalTo(false))
                .body("state.replicationFactor", equalTo(1))
                .body("state.configs.'retention.ms'", equalTo("60000"))
                .body("state.configs.'cleanup.policy'", equalTo("compact,delete"))
                .body("partitions.partition", contains(0, 1))
                .body("partitions.leader", contains(0, 0))
                .body("partitions.isr", contains(List.of(0), List.of(0)))
                .body("partitions.offline", contains(List.of(), List.of()))
                .body("partitions.logStart", contains(0, 0))
                .body("partitions.logEnd", contains(0, 3))
                .body("partitions[0].bytes.'0'", equalTo(0))
                .body("partitions[1].bytes.'0'", greaterThan(0))
                .body("bytes", greaterThan(0))
                .body("configs.name", contains("cleanup.policy", "retention.ms"))
                .body("configs.source", everyItem(equalTo("TOPIC_CONFIG")));
        refused(api().get("topics/none"), 404, "UNKNOWN_TOPIC_OR_PARTITION");
        refused(api().get("topics/no topic"), 404, "UNKNOWN_TOPIC_OR_PARTITION");
    }

    @Test
    void aPageEndsWhereTheNextBegins() {
        for (String name : List.of("paged-c", "paged-a", "paged-d", "paged-b", "other-a")) {
            create(name, 1);
        }
        String next = api().get("topics?name=paged&limit=3")
                .then()
                .statusCode(200)
                .body("topics.name", contains("paged-a", "paged-b", "paged-c"))
                .body("topics.partitions", contains(1, 1, 1))
                .body("topics.offline", contains(0, 0, 0))
                .body("total", equalTo(4))
                .body("next", equalTo("paged-c"))
                .extract()
                .path("next");
        api().get("topics?name=paged&limit=3&after=" + next)
                .then()
                .body("topics.name", contains("paged-d"))
                .body("total", equalTo(4))
                .body("next", nullValue());
        api().get("topics?name=paged&limit=2&after=paged-b")
                .then()
                .body("topics.name", contains("paged-c", "paged-d"))
                .body("next", nullValue());
        api().queryParam("pattern", "paged-[bd]|other-.")
                .get("topics")
                .then()
                .body("topics.name", contains("other-a", "paged-b", "paged-d"));
        api().get("topics?name=nothing").then().body("topics", hasSize(0)).body("total", equalTo(0));
    }

    @Test
    void internalTopicsAreShownToThoseWhoAsk() {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + port))) {
            admin.listConsumerGroupOffsets("nobody")
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        api().get("topics").then().body("topics.name", not(hasItem("__consumer_offsets")));
        api().get("topics?internal&limit=1000").then().body("topics.name", hasItem("__consumer_offsets"));
        String records = "topics/__consumer_offsets/records";
        refused(api().body("{\"records\":[{}]}").post(records), 422, "INVALID_TOPIC_EXCEPTION");
        refused(api().delete(records + "?before=0:end"), 422, "INVALID_TOPIC_EXCEPTION");
        refused(
                api().body("{\"count\":100}").post("topics/__consumer_offsets/partitions"),
                422,
                "INVALID_PARTITIONS",
                "partitions");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=1001, limit",
        "limit=many, limit",
        "pattern=(, pattern",
        "size=1, size",
        "internal=maybe, internal",
        "name=a&name=b, name"
    })
    void aParameterThatMakesNoSenseIsNamed(String query, String field) {
        refused(api().get("topics?" + query), 400, "INVALID_REQUEST", field).body("detail", startsWith(field + "="));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"partitions\":1}                                      | 400 | INVALID_REQUEST            | name",
                "{\"name\":\"bad\",\"partitions\":0}                     | 400 | INVALID_REQUEST            | partitions",
                "{\"name\":\"bad\",\"partitions\":\"x\"}                 | 400 | INVALID_REQUEST            | partitions",
                "{\"name\":\"bad\",\"partition\":1}                      | 400 | INVALID_REQUEST            | partition",
                "{\"name\":\"bad\",\"configs\":{\"retention.ms\":null}}  | 400 | INVALID_REQUEST            | configs.retention.ms",
                "{\"name\":\"bad\",\"replicas\":[[]]}                    | 400 | INVALID_REQUEST            | replicas[0]",
                "{\"name\":\"b a d\"}                                    | 422 | INVALID_TOPIC_EXCEPTION    | name",
                "{\"name\":\"bad\",\"replicationFactor\":2}              | 422 | INVALID_REPLICATION_FACTOR | replicationFactor",
                "{\"name\":\"bad\",\"replicas\":[[7]]}                   | 422 | INVALID_REPLICA_ASSIGNMENT | replicas",
                "{\"name\":\"bad\",\"partitions\":10001}                 | 422 | POLICY_VIOLATION           | partitions",
                "{\"name\":\"bad\",\"configs\":{\"retention.ms\":\"x\"}} | 422 | INVALID_CONFIG             | configs.retention.ms",
                "{\"name\":\"bad\",\"configs\":{\"retention\":\"1\"}}    | 422 | INVALID_CONFIG             | configs.retention",
            })
    void aTopicThatCannotBeIsRefusedWithTheField(String body, int status, String kafkaError, String field) {
        refused(api().body(body).post("topics"), status, kafkaError, field);
        refused(api().body(body).post("topics?dryRun"), status, kafkaError, field);
        api().get("topics/bad").then().statusCode(404);
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        String body =
                "{\"name\":\"contradictory\",\"configs\":{\"min.compaction.lag.ms\":\"2\",\"max.compaction.lag.ms\":\"1\"}}";
        refused(api().body(body).post("topics"), 422, "INVALID_CONFIG", "configs");
    }

    @Test
    void aTopicIsCreatedOnce() {
        create("once", 1);
        refused(api().body("{\"name\":\"once\"}").post("topics"), 409, "TOPIC_ALREADY_EXISTS", "name");
        refused(api().body("{\"name\":\"once\"}").post("topics?dryRun=true"), 409, "TOPIC_ALREADY_EXISTS", "name");
    }

    @Test
    void aDryRunTellsAndChangesNothing() {
        api().body("{\"name\":\"dry\",\"partitions\":3}")
                .post("topics?dryRun=true")
                .then()
                .statusCode(200)
                .body("dryRun", equalTo(true))
                .body("created", equalTo(true))
                .body("topicId", nullValue())
                .body("state.partitions", equalTo(3));
        api().get("topics/dry").then().statusCode(404);
        api().body("{}").put("topics/dry?dryRun").then().statusCode(200).body("created", equalTo(true));
        api().get("topics/dry").then().statusCode(404);
        create("dry", 1);
        String tag = tag("dry");
        api().body("{\"partitions\":4,\"configs\":{\"retention.ms\":\"1\"}}")
                .put("topics/dry?dryRun=true")
                .then()
                .statusCode(200)
                .header("ETag", equalTo(tag))
                .body("changes.field", contains("partitions", "configs.retention.ms"))
                .body("changes.from", contains("1", null))
                .body("changes.to", contains("4", "1"));
        api().body("{\"count\":4}")
                .post("topics/dry/partitions?dryRun=true")
                .then()
                .statusCode(200);
        api().delete("topics/dry?dryRun=true").then().statusCode(200).body("dryRun", equalTo(true));
        assertThat(tag("dry")).isEqualTo(tag);
        refused(api().delete("topics/dry?dryRun=yes"), 400, "INVALID_REQUEST", "dryRun");
    }

    @Test
    void theStateThatIsShownChangesNothingWhenItIsPut() {
        api().body("{\"partitions\":2,\"configs\":{\"retention.ms\":\"1000\",\"cleanup.policy\":\"delete\"}}")
                .put("topics/desired")
                .then()
                .statusCode(201)
                .body("created", equalTo(true));
        String tag = tag("desired");
        Map<String, Object> state = api().get("topics/desired").path("state");
        api().body(state)
                .put("topics/desired")
                .then()
                .statusCode(200)
                .header("ETag", equalTo(tag))
                .body("created", equalTo(false))
                .body("changes", hasSize(0));
        api().body("{\"partitions\":3,\"configs\":{\"retention.ms\":\" 2000\"}}")
                .put("topics/desired")
                .then()
                .statusCode(200)
                .header("ETag", not(equalTo(tag)))
                .body("changes.field", contains("partitions", "configs.cleanup.policy", "configs.retention.ms"))
                .body("changes.from", contains("2", "delete", "1000"))
                .body("changes.to", contains("3", null, "2000"));
        api().get("topics/desired")
                .then()
                .body("partitions", hasSize(3))
                .body("state.configs.'retention.ms'", equalTo("2000"))
                .body("configs.name", contains("retention.ms"));
        api().body("{}").put("topics/desired").then().statusCode(200).body("changes", hasSize(0));
        api().body("{\"configs\":{}}")
                .put("topics/desired")
                .then()
                .body("changes.field", contains("configs.retention.ms"));
    }

    @Test
    void whatCannotBeIsRefusedWholly() {
        create("whole", 3);
        String tag = tag("whole");
        for (String query : List.of("", "?dryRun")) {
            refused(
                    api().body("{\"partitions\":2,\"configs\":{\"retention.ms\":\"1\"}}")
                            .put("topics/whole" + query),
                    422,
                    "INVALID_PARTITIONS",
                    "partitions");
            refused(
                    api().body("{\"partitions\":4,\"replicationFactor\":2}").put("topics/whole" + query),
                    422,
                    "INVALID_REPLICATION_FACTOR",
                    "replicationFactor");
            refused(
                    api().body("{\"partitions\":4,\"configs\":{\"segment.bytes\":\"1\"}}")
                            .put("topics/whole" + query),
                    422,
                    "INVALID_CONFIG",
                    "configs.segment.bytes");
        }
        assertThat(tag("whole")).isEqualTo(tag);
    }

    @Test
    void aConditionThatDoesNotHoldIsAnswered412() {
        api().header("If-Match", "*")
                .body("{}")
                .put("topics/conditional")
                .then()
                .statusCode(412);
        api().header("If-None-Match", "*")
                .body("{}")
                .put("topics/conditional")
                .then()
                .statusCode(201);
        api().header("If-None-Match", "*")
                .body("{}")
                .put("topics/conditional")
                .then()
                .statusCode(412)
                .contentType("application/problem+json");
        String old = tag("conditional");
        api().header("If-Match", old)
                .body("{\"count\":2}")
                .post("topics/conditional/partitions")
                .then()
                .statusCode(200);
        api().header("If-Match", old)
                .body("{\"partitions\":3}")
                .put("topics/conditional")
                .then()
                .statusCode(412)
                .body("detail", containsString("has been changed"));
        api().header("If-Match", old)
                .body("{\"count\":3}")
                .post("topics/conditional/partitions")
                .then()
                .statusCode(412);
        api().header("If-Match", old).delete("topics/conditional").then().statusCode(412);
        String now = tag("conditional");
        api().header("If-Match", "\"other\", " + now)
                .body("{\"partitions\":3}")
                .put("topics/conditional")
                .then()
                .statusCode(200);
        api().header("If-Match", tag("conditional"))
                .delete("topics/conditional")
                .then()
                .statusCode(200);
        create("conditional", 3);
        api().header("If-Match", now).delete("topics/conditional").then().statusCode(412);
    }

    @Test
    void aTagNamesOneLifeOfATopic() {
        create("reborn", 1);
        String first = tag("reborn");
        api().delete("topics/reborn")
                .then()
                .statusCode(200)
                .body("partitions", equalTo(1))
                .body("dryRun", equalTo(false));
        refused(api().delete("topics/reborn"), 404, "UNKNOWN_TOPIC_OR_PARTITION");
        create("reborn", 1);
        assertThat(tag("reborn")).isNotEqualTo(first);
    }

    @Test
    void aTopicGetsMorePartitionsAndNeverFewer() {
        create("growing", 1);
        api().body("{\"count\":3,\"replicas\":[[0],[0]]}")
                .post("topics/growing/partitions")
                .then()
                .statusCode(200)
                .header("ETag", equalTo(tag("growing")))
                .body("changes.field", contains("partitions"))
                .body("state.partitions", equalTo(3));
        refused(api().body("{\"count\":3}").post("topics/growing/partitions"), 422, "INVALID_PARTITIONS", "partitions");
        refused(
                api().body("{\"count\":4,\"replicas\":[[5]]}").post("topics/growing/partitions"),
                422,
                "INVALID_REPLICA_ASSIGNMENT",
                "replicas");
        refused(api().body("{}").post("topics/growing/partitions"), 400, "INVALID_REQUEST", "count");
        refused(api().body("{\"count\":3}").post("topics/none/partitions"), 404, "UNKNOWN_TOPIC_OR_PARTITION");
        api().get("topics/growing").then().body("partitions.partition", contains(0, 1, 2));
    }

    @Test
    void kafkasToolsSeeWhatIsDoneOverHttp() throws Exception {
        api().body("{\"name\":\"seen\",\"partitions\":2,\"configs\":{\"retention.ms\":\"1000\"}}")
                .post("topics");
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + port))) {
            assertThat(admin.describeTopics(List.of("seen"))
                            .allTopicNames()
                            .get()
                            .values()
                            .iterator()
                            .next()
                            .partitions())
                    .hasSize(2);
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "seen");
            assertThat(admin.describeConfigs(List.of(resource))
                            .all()
                            .get()
                            .values()
                            .iterator()
                            .next()
                            .get("retention.ms")
                            .value())
                    .isEqualTo("1000");
        }
    }
}
