package io.suiro.process.cluster;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.suiro.process.ServerSentEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics over HTTP, of which other brokers than the one that is asked know more. */
class ClusterTopicsIT {
    private static final String SPREAD = "spread";
    private static final int HTTP_AFTER_KAFKA = 100;

    @TempDir
    Path directory;

    /** In one cluster, as its start takes longer than all of it. */
    @Test
    void whicheverBrokerIsAskedItAnswersForTheCluster() throws Exception {
        try (SuiroCluster cluster = new SuiroCluster(directory);
                ClusterView view = new ClusterView(cluster)) {
            cluster.start();
            view.awaitServing();
            List<Integer> doors = Arrays.stream(cluster.bootstrap().split(",", -1))
                    .map(broker -> Integer.parseInt(broker.substring(broker.indexOf(':') + 1)) + HTTP_AFTER_KAFKA)
                    .toList();
            api(doors.getFirst())
                    .body("{\"name\":\"" + SPREAD + "\",\"replicas\":[[0,1],[1,2],[2,0]]}")
                    .post("topics")
                    .then()
                    .statusCode(201)
                    .body("state.replicationFactor", equalTo(2));
            produce(cluster.bootstrap());
            leadersGoBack(view, doors.getFirst());
            for (int door : doors) {
                isDescribed(door);
            }
            for (int door : doors) {
                recordsAreReadAtTheirLeaders(door);
            }
            for (int i = 0; i < doors.size(); i++) {
                recordsAreDeleted(doors.get(i), i + 1);
            }
            settingsOfEachBrokerAreItsOwn(doors);
            for (int i = 0; i < doors.size(); i++) {
                recordsAreWrittenAtTheirLeaders(doors.get(i), doors.get((i + 1) % doors.size()), 5 + i);
            }
            partitionsThatDifferAreLeftAsTheyAre(doors.getFirst());
            aTopicIsReplicatedAndTheSameAgain(doors.get(1), doors.get(2));
            everyDoorKnowsOfEveryBroker(doors);
            for (int door : doors) {
                recordsAreStreamedFromTheirLeaders(door, doors.getFirst());
            }
            aBrokerThatHangsIsNotWaitedFor(cluster, doors.getFirst());
            leadersGoBack(view, doors.getFirst());
            aBrokerThatIsGoneIsLeftOut(cluster, doors.getFirst());
        }
    }

    private static void produce(String bootstrap) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 15; i++) {
                producer.send(new ProducerRecord<>(SPREAD, i % 3, "key " + i, "value " + i))
                        .get();
            }
        }
    }

    /** A broker that a busy machine, or this test, has kept silent leads nothing any more for a while. */
    private static void leadersGoBack(ClusterView view, int door) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            view.admin().electLeaders(ElectionType.PREFERRED, null).partitions().get();
            api(door)
                    .get("topics/" + SPREAD)
                    .then()
                    .body("partitions[0].leader", equalTo(0))
                    .body("partitions[1].leader", equalTo(1))
                    .body("partitions[2].leader", equalTo(2));
        });
    }

    private static void isDescribed(int door) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> api(door)
                .get("topics/" + SPREAD)
                .then()
                .statusCode(200)
                .body("partitions.leader", contains(0, 1, 2))
                .body("partitions.logStart", contains(0, 0, 0))
                .body("partitions.logEnd", contains(5, 5, 5))
                .body("partitions[0].isr", containsInAnyOrder(0, 1))
                .body("partitions[0].bytes.'0'", greaterThan(0))
                .body("partitions[0].bytes.'1'", greaterThan(0))
                .body("partitions[1].bytes.'2'", greaterThan(0))
                .body("partitions[2].bytes", not(hasKey("1"))));
    }

    private static void recordsAreReadAtTheirLeaders(int door) {
        String records = "topics/" + SPREAD + "/records";
        api(door)
                .get(records)
                .then()
                .statusCode(200)
                .body("records.value", hasSize(15))
                .body("ended", equalTo("end"))
                .body("next", equalTo(Map.of("0", 5, "1", 5, "2", 5)));
        api(door)
                .get(records + "?partition=0&partition=1&partition=2&tail=1")
                .then()
                .body("records.value", containsInAnyOrder("value 12", "value 13", "value 14"));
        api(door)
                .get(records + "?timestamp=2026-01-01T00:00:00Z&key=key 7")
                .then()
                .body("records.value", contains("value 7"));
    }

    /** @param offset the next of each partition */
    private static void recordsAreWrittenAtTheirLeaders(int door, int other, int offset) {
        api(door)
                .body("{\"records\":[{\"partition\":0,\"value\":\"w0\"},{\"partition\":1,\"value\":\"w1\"},"
                        + "{\"partition\":2,\"value\":\"w2\"}]}")
                .post("topics/" + SPREAD + "/records")
                .then()
                .statusCode(200)
                .body("offset", contains(offset, offset, offset))
                .body("refused", everyItem(nullValue()));
        api(other)
                .get("topics/" + SPREAD + "/records?tail=1")
                .then()
                .body("records.value", containsInAnyOrder("w0", "w1", "w2"));
    }

    /** @param before the same in each partition */
    private static void recordsAreDeleted(int door, int before) {
        String records =
                "topics/" + SPREAD + "/records?before=0:" + before + "&before=1:" + before + "&before=2:" + before;
        api(door)
                .delete(records + "&dryRun")
                .then()
                .statusCode(200)
                .body("from", everyItem(equalTo(before - 1)))
                .body("logStart", contains(before, before, before));
        api(door)
                .delete(records)
                .then()
                .statusCode(200)
                .body("from", everyItem(equalTo(before - 1)))
                .body("logStart", contains(before, before, before))
                .body("refused", everyItem(nullValue()));
        api(door).get("topics/" + SPREAD).then().body("partitions.logStart", contains(before, before, before));
    }

    private static void settingsOfEachBrokerAreItsOwn(List<Integer> doors) {
        for (int id = 0; id < doors.size(); id++) {
            int before = id;
            api(doors.get((id + 1) % doors.size()))
                    .body("{\"set\":{\"log.cleaner.threads\":\"" + (id + 2) + "\"}}")
                    .patch("configs/brokers/" + id)
                    .then()
                    .statusCode(200)
                    .body("changes.to", contains(Integer.toString(id + 2)));
            for (int door : doors) {
                await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> api(door)
                        .get("configs/brokers/" + before + "?name=log.cleaner.threads")
                        .then()
                        .statusCode(200)
                        .body("value", contains(Integer.toString(before + 2)))
                        .body("source", contains("DYNAMIC_BROKER_CONFIG"))
                        .body("defaultValue", contains("1")));
            }
        }
        api(doors.getFirst()).get("configs/brokers/3").then().statusCode(404);
    }

    private static void partitionsThatDifferAreLeftAsTheyAre(int door) {
        api(door)
                .body("{\"name\":\"uneven\",\"partitions\":2,\"replicationFactor\":1}")
                .post("topics")
                .then()
                .statusCode(201);
        api(door)
                .body("{\"replicas\":[0,1,2]}")
                .put("topics/uneven/partitions/1/replicas")
                .then()
                .statusCode(200);
        Map<String, Object> state = api(door).get("topics/uneven").path("state");
        assertThat(state).containsEntry("replicationFactor", 1);
        api(door).body(state).put("topics/uneven").then().statusCode(200).body("changes", hasSize(0));
        api(door).body("{}").put("topics/uneven").then().statusCode(200).body("changes", hasSize(0));
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> api(door)
                .get("topics/uneven")
                .then()
                .body("partitions[0].replicas", hasSize(1))
                .body("partitions[1].isr", hasSize(3)));
    }

    private static void aTopicIsReplicatedAndTheSameAgain(int door, int other) throws Exception {
        try (ServerSentEvents events = new ServerSentEvents(other, "cluster/events", null)) {
            assertThat(events.next().name()).isEqualTo("begun");
            aTopicIsReplicated(door, other);
            Set<String> seen = new HashSet<>();
            while (!seen.containsAll(Set.of("isrChanged", "reassignmentEnded"))) {
                seen.add(events.next().name());
            }
        }
    }

    private static void aTopicIsReplicated(int door, int other) {
        String wanted = "{\"partitions\":4,\"replicationFactor\":3,\"configs\":{\"min.insync.replicas\":\"2\"}}";
        api(door)
                .body(wanted)
                .put("topics/" + SPREAD)
                .then()
                .statusCode(200)
                .body("changes.field", contains("partitions", "replicationFactor", "configs.min.insync.replicas"));
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> api(other)
                .get("topics/" + SPREAD)
                .then()
                .body("state.replicationFactor", equalTo(3))
                .body("partitions", hasSize(4))
                .body("partitions.adding", everyItem(hasSize(0)))
                .body("partitions.isr", everyItem(hasSize(3))));
        api(other).body(wanted).put("topics/" + SPREAD).then().statusCode(200).body("changes", hasSize(0));
        api(other)
                .body("{\"replicationFactor\":4}")
                .put("topics/" + SPREAD)
                .then()
                .statusCode(422)
                .body("kafkaError", equalTo("INVALID_REPLICATION_FACTOR"))
                .body("field", equalTo("replicationFactor"));
    }

    private static void everyDoorKnowsOfEveryBroker(List<Integer> doors) {
        for (int door : doors) {
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> api(door)
                    .get("cluster")
                    .then()
                    .statusCode(200)
                    .body("answeredBy", equalTo(doors.indexOf(door)))
                    .body("unanswered", hasSize(0))
                    .body("brokers.id", contains(0, 1, 2))
                    .body("brokers.votes", everyItem(equalTo(true)))
                    .body("brokers.logDirectories", everyItem(hasSize(1)))
                    .body("brokers.logDirectories.flatten().online", everyItem(equalTo(true)))
                    .body("brokers.logDirectories.flatten().replicaBytes", everyItem(greaterThan(0))));
            api(door)
                    .get("producers?topic=" + SPREAD)
                    .then()
                    .statusCode(200)
                    .body("producers.partition", hasItems(0, 1, 2))
                    .body("refused.isEmpty()", equalTo(true));
        }
    }

    private static void recordsAreStreamedFromTheirLeaders(int door, int other) throws Exception {
        try (ServerSentEvents events = new ServerSentEvents(door, "topics/" + SPREAD + "/records/events", null)) {
            events.awaitBegun();
            Set<String> seen = new HashSet<>();
            for (int partition = 0; partition < 3; partition++) {
                api(other)
                        .body("{\"records\":[{\"partition\":" + partition + ",\"value\":\"s" + partition + "\"}]}")
                        .post("topics/" + SPREAD + "/records")
                        .then()
                        .statusCode(200);
                seen.add(events.next().data().get("value").asText());
            }
            assertThat(seen).containsExactlyInAnyOrder("s0", "s1", "s2");
        }
    }

    /** The answer comes before it is fenced; again, should the machine be too busy for that. */
    private static void aBrokerThatHangsIsNotWaitedFor(SuiroCluster cluster, int door) {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            allAnswer(door);
            cluster.pause(2);
            try {
                api(door)
                        .get("cluster")
                        .then()
                        .statusCode(200)
                        .body("unanswered", contains(2))
                        .body("brokers.fenced", everyItem(equalTo(false)))
                        .body("brokers[1].logDirectories", hasSize(1))
                        .body("brokers[2].logDirectories", nullValue());
            } finally {
                cluster.resume(2);
            }
        });
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> allAnswer(door));
    }

    private static void allAnswer(int door) {
        api(door)
                .get("cluster")
                .then()
                .body("unanswered", hasSize(0))
                .body("brokers.fenced", everyItem(equalTo(false)));
    }

    private static void aBrokerThatIsGoneIsLeftOut(SuiroCluster cluster, int door) throws Exception {
        try (ServerSentEvents events = new ServerSentEvents(door, "cluster/events", null)) {
            assertThat(events.next().data().get("brokers").asInt()).isEqualTo(3);
            cluster.kill(2);
            Set<String> seen = new HashSet<>();
            while (!seen.containsAll(Set.of("brokerFenced", "leaderChanged", "isrChanged"))) {
                seen.add(events.next().data().get("type").asText());
            }
        }
        api(door)
                .get("cluster")
                .then()
                .body("brokers[2].fenced", equalTo(true))
                .body("brokers[2].logDirectories", nullValue());
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> api(door)
                .get("topics/" + SPREAD)
                .then()
                .statusCode(200)
                .body("partitions.offline", everyItem(contains(2)))
                .body("partitions.leader", everyItem(not(equalTo(2))))
                .body("partitions[0].logEnd", equalTo(11))
                .body("partitions[0].bytes", not(hasKey("2"))));
        api(door).get("configs/brokers/2").then().statusCode(503).body("kafkaError", equalTo("BROKER_NOT_AVAILABLE"));
        assertThat(api(door).get("topics?name=" + SPREAD).<List<Integer>>path("topics.underReplicated"))
                .containsExactly(4);
    }

    private static RequestSpecification api(int http) {
        return given().baseUri("http://127.0.0.1")
                .port(http)
                .basePath("/api/v1/")
                .contentType(ContentType.JSON);
    }
}
