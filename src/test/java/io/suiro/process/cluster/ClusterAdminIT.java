package io.suiro.process.cluster;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with a cluster by HTTP, on real brokers. */
class ClusterAdminIT {
    private static final String TOPIC = "administered";
    private static final int HTTP_AFTER_KAFKA = 100;

    @TempDir
    Path directory;

    @Test
    void aBrokerIsDrainedAndATopicGetsMoreReplicas() throws Exception {
        try (SuiroCluster cluster = new SuiroCluster(directory);
                ClusterView view = new ClusterView(cluster)) {
            cluster.start();
            view.awaitServing();
            view.admin()
                    .createTopics(List.of(new NewTopic(TOPIC, 3, (short) 2)))
                    .all()
                    .get();
            String first = cluster.bootstrap().split(",", -1)[0];
            int http = Integer.parseInt(first.substring(first.indexOf(':') + 1)) + HTTP_AFTER_KAFKA;

            api(http).get("quorum").then().statusCode(200).body("members", hasSize(3));
            api(http).post("brokers/2/drain").then().statusCode(200);
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> api(http)
                    .get("brokers/2")
                    .then()
                    .body("replicas", equalTo(0))
                    .body("cordoned", equalTo(true)));
            factor(http, 3).then().statusCode(422).body("kafkaError", equalTo("INVALID_REPLICATION_FACTOR"));
            api(http).delete("brokers/2").then().statusCode(400).contentType("application/problem+json");
            api(http).get("brokers/7").then().statusCode(404);
            api(http)
                    .body("{\"replicas\":[]}")
                    .put("topics/" + TOPIC + "/partitions/0/replicas")
                    .then()
                    .statusCode(400);
            api(http)
                    .body("{\"type\":\"ANY\",\"topic\":\"" + TOPIC + "\",\"partition\":0}")
                    .post("elections")
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("detail", startsWith("type: "));

            api(http).delete("brokers/2/cordon").then().statusCode(200);
            factor(http, 3).then().statusCode(200).body("", hasSize(3));
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> api(http).get("reassignments").then().body("", hasSize(0)));
            var described = view.admin().describeTopics(List.of(TOPIC)).allTopicNames();
            assertThat(described.get().values()).singleElement().satisfies(topic -> assertThat(topic.partitions())
                    .allSatisfy(partition -> assertThat(partition.isr()).hasSize(3)));
        }
    }

    private static Response factor(int http, int factor) {
        return api(http).body("{\"replicationFactor\":" + factor + "}").put("topics/" + TOPIC + "/replication-factor");
    }

    private static RequestSpecification api(int http) {
        return given().baseUri("http://127.0.0.1")
                .port(http)
                .basePath("/api/v1/")
                .contentType(ContentType.JSON);
    }
}
