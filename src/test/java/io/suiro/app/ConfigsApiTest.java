package io.suiro.app;

import static io.suiro.app.AdminApi.api;
import static io.suiro.app.AdminApi.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
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
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings over HTTP, of a broker that is alone; those of other brokers are in ClusterTopicsIT. */
@QuarkusTest
@TestProfile(AdminApi.OnePort.class)
class ConfigsApiTest {
    @Inject
    BrokerLifecycle lifecycle;

    @BeforeEach
    void open() throws IOException {
        AdminApi.open(lifecycle);
        api().body("{\"partitions\":1,\"configs\":{\"retention.ms\":\"1000\"}}").put("topics/configured");
    }

    @Test
    void aTopicsSettingsTellWhereTheyComeFrom() {
        api().get("configs/topics/configured?set=true")
                .then()
                .statusCode(200)
                .body("name", contains("retention.ms"))
                .body("value", contains("1000"))
                .body("defaultValue", contains("604800000"))
                .body("source", contains("TOPIC_CONFIG"))
                .body("type", contains("long"))
                .body("readOnly", contains(false))
                .body("sensitive", contains(false))
                .body("documentation[0]", containsString("retention"))
                .body("synonyms[0].source[0]", equalTo("TOPIC_CONFIG"));
        api().get("configs/topics/configured?name=min.insync")
                .then()
                .body("name", contains("min.insync.replicas"))
                .body("value", contains("1"))
                .body("source", contains("DEFAULT_CONFIG"));
        api().get("configs/topics/configured").then().body("name", hasItem("cleanup.policy"));
        refused(api().get("configs/topics/none"), 404, "UNKNOWN_TOPIC_OR_PARTITION");
    }

    @Test
    void settingsAreChangedOneByOne() {
        String changes =
                "{\"set\":{\"segment.ms\":\" 5000\"},\"delete\":[\"retention.ms\"],\"append\":{\"cleanup.policy\":\"compact\"}}";
        api().body(changes)
                .patch("configs/topics/configured?dryRun")
                .then()
                .statusCode(200)
                .body("dryRun", equalTo(true))
                .body("changes.name", contains("cleanup.policy", "retention.ms", "segment.ms"))
                .body("changes.from", contains(null, "1000", null))
                .body("changes.to", contains("delete,compact", null, "5000"));
        api().get("configs/topics/configured?set").then().body("name", contains("retention.ms"));
        api().body(changes)
                .patch("configs/topics/configured")
                .then()
                .statusCode(200)
                .body("changes.to", contains("delete,compact", null, "5000"));
        api().get("configs/topics/configured?set")
                .then()
                .body("name", contains("cleanup.policy", "segment.ms"))
                .body("value", contains("delete,compact", "5000"));
        api().body(changes).patch("configs/topics/configured").then().body("changes", hasSize(0));
        api().body("{\"subtract\":{\"cleanup.policy\":\"delete\"}}")
                .patch("configs/topics/configured")
                .then()
                .body("changes.from", contains("delete,compact"))
                .body("changes.to", contains("compact"));
        api().get("topics/configured").then().body("state.configs.'cleanup.policy'", equalTo("compact"));
        api().body("{\"configs\":{\"retention.ms\":\"1000\"}}")
                .put("topics/configured")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                              | 400 | INVALID_REQUEST | set",
                "{\"put\":{}}                                                    | 400 | INVALID_REQUEST | put",
                "{\"set\":{\"retention.ms\":null}}                               | 400 | INVALID_REQUEST | set.retention.ms",
                "{\"delete\":[\"\"]}                                             | 400 | INVALID_REQUEST | delete[0]",
                "{\"set\":{\"retention.ms\":\"1\"},\"delete\":[\"retention.ms\"]} | 400 | INVALID_REQUEST | delete.retention.ms",
                "{\"set\":{\"retention.ms\":\"long\"}}                           | 422 | INVALID_CONFIG  | set.retention.ms",
                "{\"set\":{\"retention\":\"1\"}}                                 | 422 | INVALID_CONFIG  | set.retention",
                "{\"append\":{\"retention.ms\":\"1\"}}                           | 422 | INVALID_CONFIG  |",
                "{\"delete\":[\"retention\"]}                                    | 422 | INVALID_CONFIG  | delete",
            })
    void whatCannotBeSetIsRefusedWithTheField(String body, int status, String kafkaError, String field) {
        refused(api().body(body).patch("configs/topics/configured"), status, kafkaError, field);
        refused(api().body(body).patch("configs/topics/configured?dryRun"), status, kafkaError, field);
        api().get("configs/topics/configured?set").then().body("name", contains("retention.ms"));
    }

    private static String tag(String resource) {
        return api().get("configs/" + resource)
                .then()
                .statusCode(200)
                .header("ETag", notNullValue())
                .header("Cache-Control", "no-store")
                .extract()
                .header("ETag");
    }

    @Test
    void theSettingsThatArePutAreAllThatAreSet() {
        String wanted = "{\"configs\":{\"segment.ms\":\" 5000\",\"cleanup.policy\":\"compact, delete\"}}";
        String old = tag("topics/configured");
        api().body(wanted)
                .put("configs/topics/configured?dryRun")
                .then()
                .statusCode(200)
                .header("ETag", old)
                .body("dryRun", equalTo(true))
                .body("changes.name", contains("cleanup.policy", "retention.ms", "segment.ms"))
                .body("changes.from", contains(null, "1000", null))
                .body("changes.to", contains("compact,delete", null, "5000"))
                .body("configs.'cleanup.policy'", equalTo("compact,delete"));
        assertThat(tag("topics/configured")).isEqualTo(old);
        String now = api().body(wanted)
                .put("configs/topics/configured")
                .then()
                .statusCode(200)
                .header("ETag", not(old))
                .body("dryRun", equalTo(false))
                .body("changes", hasSize(3))
                .extract()
                .header("ETag");
        assertThat(tag("topics/configured")).isEqualTo(now);
        api().get("configs/topics/configured?set")
                .then()
                .header("ETag", now)
                .body("name", contains("cleanup.policy", "segment.ms"));
        Map<String, Object> state = api().body(wanted)
                .put("configs/topics/configured")
                .then()
                .statusCode(200)
                .header("ETag", now)
                .body("changes", hasSize(0))
                .extract()
                .path("configs");
        api().body(Map.of("configs", state))
                .put("configs/topics/configured")
                .then()
                .statusCode(200)
                .body("changes", hasSize(0));
        api().body("{\"configs\":{\"retention.ms\":\"1000\"}}")
                .put("configs/topics/configured")
                .then()
                .statusCode(200)
                .header("ETag", old);
    }

    @Test
    void settingsThatHaveBeenChangedMeanwhileAreLeftAlone() {
        String old = tag("topics/configured");
        api().header("If-Match", old)
                .body("{\"set\":{\"segment.ms\":\"5000\"}}")
                .patch("configs/topics/configured")
                .then()
                .statusCode(200)
                .header("ETag", not(old))
                .body("configs.'segment.ms'", equalTo("5000"));
        for (String query : List.of("", "?dryRun")) {
            refused(
                            api().header("If-Match", old)
                                    .body("{\"configs\":{}}")
                                    .put("configs/topics/configured" + query),
                            412,
                            "INVALID_REQUEST")
                    .body("detail", containsString("has been changed"));
            refused(
                    api().header("If-Match", old)
                            .body("{\"delete\":[\"retention.ms\"]}")
                            .patch("configs/topics/configured" + query),
                    412,
                    "INVALID_REQUEST");
        }
        api().header("If-Match", "\"other\", " + tag("topics/configured"))
                .body("{\"configs\":{\"retention.ms\":\"1000\"}}")
                .put("configs/topics/configured")
                .then()
                .statusCode(200)
                .header("ETag", old);
    }

    @Test
    void aTagIsOfOneLifeOfATopicAndOfOneResource() {
        String first = tag("topics/configured");
        api().delete("topics/configured").then().statusCode(200);
        api().body("{\"partitions\":1,\"configs\":{\"retention.ms\":\"1000\"}}")
                .put("topics/configured")
                .then()
                .statusCode(201);
        assertThat(tag("topics/configured")).isNotEqualTo(first);
        assertThat(Set.of(tag("brokers/0"), tag("brokers/default"), tag("groups/one"), tag("groups/two")))
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topics/configured | {}                                            | 400 | INVALID_REQUEST            | configs",
                "topics/configured | {\"configs\":{\"retention.ms\":null}}         | 400 | INVALID_REQUEST            | configs.retention.ms",
                "topics/configured | {\"set\":{\"retention.ms\":\"1\"}}            | 400 | INVALID_REQUEST            | set",
                "topics/configured | {\"configs\":{\"retention.ms\":\"long\"}}     | 422 | INVALID_CONFIG             | configs.retention.ms",
                "topics/configured | {\"configs\":{\"retention\":\"1\"}}           | 422 | INVALID_CONFIG             | configs.retention",
                "topics/configured | {\"configs\":{\"min.compaction.lag.ms\":\"2\",\"max.compaction.lag.ms\":\"1\"}} | 422 | INVALID_CONFIG |",
                "topics/none       | {\"configs\":{}}                              | 404 | UNKNOWN_TOPIC_OR_PARTITION |",
                "brokers/7         | {\"configs\":{}}                              | 404 | BROKER_ID_NOT_REGISTERED   |",
                "brokers/0         | {\"configs\":{\"num.partitions\":\"many\"}}  | 422 | INVALID_CONFIG             | configs.num.partitions",
                "brokers/0         | {\"configs\":{\"auto.create.topics.enable\":\"false\"}} | 400 | INVALID_REQUEST   |",
                "brokers/default   | {\"configs\":{\"cordoned.log.dirs\":\"/elsewhere\"}} | 400 | INVALID_REQUEST      |",
            })
    void whatCannotBePutIsRefusedWholly(String resource, String body, int status, String kafkaError, String field) {
        refused(api().body(body).put("configs/" + resource), status, kafkaError, field);
        refused(api().body(body).put("configs/" + resource + "?dryRun"), status, kafkaError, field);
        api().get("configs/topics/configured?set").then().body("name", contains("retention.ms"));
    }

    @Test
    void theSettingsOfABrokerAndOfAGroupArePutAsWell() {
        for (String resource : List.of("brokers/0", "brokers/default")) {
            api().body("{\"configs\":{\"log.retention.ms\":\"7000\"}}")
                    .put("configs/" + resource)
                    .then()
                    .statusCode(200)
                    .body("configs", equalTo(Map.of("log.retention.ms", "7000")));
            api().get("configs/brokers/0?name=log.retention.ms").then().body("value", contains("7000"));
            api().body("{\"configs\":{}}")
                    .put("configs/" + resource)
                    .then()
                    .statusCode(200)
                    .body("changes.name", contains("log.retention.ms"))
                    .body("changes.to", contains(nullValue()));
        }
        api().put("brokers/0/cordon").then().statusCode(200);
        api().body("{\"configs\":{}}")
                .put("configs/brokers/0")
                .then()
                .statusCode(200)
                .body("changes.name", contains("cordoned.log.dirs"));
        api().get("brokers/0").then().body("cordoned", equalTo(false));
        api().body("{\"configs\":{\"consumer.session.timeout.ms\":\"50000\"}}")
                .put("configs/groups/to-be-put")
                .then()
                .statusCode(200)
                .body("changes.to", contains("50000"));
        api().body("{\"configs\":{}}")
                .put("configs/groups/to-be-put")
                .then()
                .statusCode(200)
                .body("configs", anEmptyMap());
    }

    @Test
    void aBrokerHasSettingsOfItsOwnAndThoseOfAll() {
        api().body("{\"set\":{\"log.retention.ms\":\"7000\"}}")
                .patch("configs/brokers/default")
                .then()
                .statusCode(200)
                .body("changes.from", contains(nullValue()))
                .body("changes.to", contains("7000"));
        api().get("configs/brokers/default")
                .then()
                .body("name", contains("log.retention.ms"))
                .body("source", contains("DYNAMIC_DEFAULT_BROKER_CONFIG"));
        api().get("configs/brokers/0?name=log.retention.ms")
                .then()
                .body("value", contains("7000"))
                .body("source", contains("DYNAMIC_DEFAULT_BROKER_CONFIG"));
        api().body("{\"delete\":[\"log.retention.ms\"]}")
                .patch("configs/brokers/default")
                .then()
                .body("changes.to", contains(nullValue()));
        api().get("configs/brokers/0")
                .then()
                .body("name", hasItem("num.partitions"))
                .body("source", not(hasItem("TOPIC_CONFIG")));
        refused(
                        api().body("{\"set\":{\"auto.create.topics.enable\":\"false\"}}")
                                .patch("configs/brokers/0"),
                        400,
                        "INVALID_REQUEST")
                .body("detail", containsString("auto.create.topics.enable"));
        refused(api().get("configs/brokers/7"), 404, "BROKER_ID_NOT_REGISTERED");
        refused(api().get("configs/brokers/first"), 404, "BROKER_ID_NOT_REGISTERED");
        refused(api().body("{\"delete\":[\"x\"]}").patch("configs/brokers/00"), 404, "BROKER_ID_NOT_REGISTERED");
    }

    @Test
    void aGroupHasSettingsBeforeItExists() {
        api().body("{\"set\":{\"consumer.session.timeout.ms\":\"50000\"}}")
                .patch("configs/groups/to-come")
                .then()
                .statusCode(200);
        api().get("configs/groups/to-come?set")
                .then()
                .statusCode(200)
                .body("name", hasItem("consumer.session.timeout.ms"))
                .body("source", everyItem(equalTo("GROUP_CONFIG")));
        refused(
                api().body("{\"set\":{\"consumer.session.timeout.ms\":\"soon\"}}")
                        .patch("configs/groups/to-come"),
                422,
                "INVALID_CONFIG",
                "set.consumer.session.timeout.ms");
    }

    @Test
    void thereAreNoSettingsOfAnythingElse() {
        api().get("configs/users/me")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", startsWith("There are settings of topics"));
        refused(api().get("configs/topics/configured?all=true"), 400, "INVALID_REQUEST", "all");
    }
}
