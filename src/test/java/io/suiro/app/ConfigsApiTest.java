package io.suiro.app;

import static io.suiro.app.AdminApi.api;
import static io.suiro.app.AdminApi.refused;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
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
