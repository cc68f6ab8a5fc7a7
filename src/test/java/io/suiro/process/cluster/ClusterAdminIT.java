package io.suiro.process.cluster;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with a cluster by HTTP, on real brokers. */
class ClusterAdminIT {
    private static final String TOPIC = "administered";
    private static final String GROUPED = "grouped";
    private static final int HTTP_AFTER_KAFKA = 100;

    @TempDir
    Path directory;

    /** In one cluster, as its start takes longer than all of it. */
    @Test
    void aBrokerIsDrainedATopicGetsMoreReplicasTransactionsAreAbortedAndGroupsAreShown() throws Exception {
        try (SuiroCluster cluster = new SuiroCluster(directory);
                ClusterView view = new ClusterView(cluster)) {
            cluster.start();
            view.awaitServing();
            view.admin()
                    .createTopics(List.of(new NewTopic(TOPIC, 3, (short) 2)))
                    .all()
                    .get();
            String first = cluster.bootstrap().split(",", -1)[0];
            int http = http(first);

            api(http).get("quorum").then().statusCode(200).body("members", hasSize(3));
            api(http)
                    .post("brokers/2/drain?dryRun=true")
                    .then()
                    .statusCode(200)
                    .body("replicas", everyItem(not(hasItem(2))))
                    .body("size()", greaterThan(0));
            api(http).get("brokers/2").then().body("cordoned", equalTo(false)).body("replicas", greaterThan(0));
            api(http).get("reassignments").then().body("", hasSize(0));
            api(http).delete("quorum/voters/2?dryRun=true").then().statusCode(200);
            api(http).get("quorum").then().body("members.findAll { it.votes }.size()", equalTo(3));
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

            transactions(cluster.bootstrap(), http);
            groups(cluster.bootstrap(), view, http);
            resetsAreChecked(http);
            for (String broker : cluster.bootstrap().split(",", -1)) {
                sharedOffsets(view, http(broker));
            }
        }
    }

    private static int http(String broker) {
        return Integer.parseInt(broker.substring(broker.indexOf(':') + 1)) + HTTP_AFTER_KAFKA;
    }

    /** Of several ids, so that more than one broker coordinates them. */
    private static void transactions(String bootstrap, int http) throws Exception {
        List<KafkaProducer<String, String>> producers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bootstrap, "transactional.id", "app-" + i),
                    new StringSerializer(),
                    new StringSerializer());
            producers.add(producer);
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, 0, null, "value " + i)).get();
        }
        api(http)
                .get("transactions?state=Ongoing&pattern=app-.*")
                .then()
                .statusCode(200)
                .body("transactionalId", contains("app-0", "app-1", "app-2", "app-3"));
        api(http).get("transactions?pattern=(").then().statusCode(400);
        api(http).get("transactions/nobody").then().statusCode(404).body("kafkaError", startsWith("TRANSACTIONAL_ID"));
        for (int i = 0; i < 4; i++) {
            api(http)
                    .get("transactions/app-" + i)
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("Ongoing"))
                    .body("topics[0].topic", equalTo(TOPIC))
                    .body("topics[0].partitions", contains(0));
            api(http).delete("transactions/app-" + i).then().statusCode(200);
            api(http).delete("transactions/app-" + i).then().statusCode(409);
        }
        for (KafkaProducer<String, String> producer : producers) {
            assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
            producer.close(Duration.ZERO);
        }
    }

    /** Several, so that more than one broker coordinates them, of a topic that has a partition on each. */
    private static void groups(String bootstrap, ClusterView view, int http) throws Exception {
        view.admin()
                .createTopics(List.of(new NewTopic(GROUPED, 3, (short) 1)))
                .all()
                .get();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            long anHourAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
            for (int i = 0; i < 15; i++) {
                producer.send(new ProducerRecord<>(GROUPED, i % 3, anHourAgo, null, "value " + i))
                        .get();
            }
        }
        List<KafkaConsumer<String, String>> consumers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            consumers.add(consumer(bootstrap, "group-" + i, i == 0 ? "classic" : "consumer"));
        }
        try (KafkaShareConsumer<String, String> sharing = new KafkaShareConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "group.id", "sharing"),
                new StringDeserializer(),
                new StringDeserializer())) {
            sharing.subscribe(List.of(GROUPED));
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                sharing.poll(Duration.ofMillis(50));
                api(http)
                        .get("groups/sharing")
                        .then()
                        .statusCode(200)
                        .body("type", equalTo("share"))
                        .body("members[0].assignment." + GROUPED, contains(0, 1, 2));
            });
            reset(http, "sharing", "{\"topics\":[{\"topic\":\"" + GROUPED + "\"}],\"to\":\"earliest\"}")
                    .then()
                    .statusCode(409);
            api(http)
                    .get("groups")
                    .then()
                    .statusCode(200)
                    .body("groupId", contains("group-0", "group-1", "group-2", "group-3", "sharing"))
                    .body("type", contains("classic", "consumer", "consumer", "consumer", "share"));
        }
        api(http).get("groups?type=consumer&state=stable").then().body("", hasSize(3));
        api(http).get("groups?type=none").then().statusCode(400).contentType("application/problem+json");
        api(http).get("groups/nobody").then().statusCode(404).body("kafkaError", equalTo("GROUP_ID_NOT_FOUND"));
        for (int i = 0; i < 4; i++) {
            api(http)
                    .get("groups/group-" + i)
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("Stable"))
                    .body("members", hasSize(1))
                    .body("members[0].topics", contains(GROUPED))
                    .body("members[0].protocol", equalTo(i == 0 ? "classic" : "consumer"))
                    .body("members[0].assignment." + GROUPED, contains(0, 1, 2))
                    .body("offsets.committed", contains(2, 2, 2))
                    .body("offsets.logEnd", contains(5, 5, 5))
                    .body("offsets.lag", contains(3, 3, 3))
                    .body("offsets.lagSeconds", everyItem(allOf(greaterThanOrEqualTo(3_600f), lessThan(4_200f))));
            api(http).delete("groups/group-" + i).then().statusCode(409);
            String toEarliest = "{\"topics\":[{\"topic\":\"" + GROUPED + "\"}],\"to\":\"earliest\"}";
            reset(http, "group-" + i, toEarliest).then().statusCode(409).body("kafkaError", equalTo("NON_EMPTY_GROUP"));
            consumers.get(i).close();
            resets(http, "group-" + i, toEarliest);
            api(http).delete("groups/group-" + i).then().statusCode(200);
            api(http).get("groups/group-" + i).then().statusCode(404);
        }
    }

    /** Of a group that has no members any more, and has committed 2 of each partition. */
    private static void resets(int http, String group, String toEarliest) {
        for (String dryRun : List.of("dryRun", "dryRun=true")) {
            reset(http, group + "/offsets/reset?" + dryRun, toEarliest)
                    .then()
                    .statusCode(200)
                    .body("topic", contains(GROUPED, GROUPED, GROUPED))
                    .body("partition", contains(0, 1, 2))
                    .body("from", contains(2, 2, 2))
                    .body("to", contains(0, 0, 0));
        }
        api(http).get("groups/" + group).then().body("offsets.committed", contains(2, 2, 2));
        reset(http, group, toEarliest).then().statusCode(200).body("to", contains(0, 0, 0));
        api(http)
                .get("groups/" + group)
                .then()
                .body("offsets.committed", contains(0, 0, 0))
                .body("offsets.lag", contains(5, 5, 5));
        reset(http, group, "{\"topics\":[{\"topic\":\"" + GROUPED + "\",\"partitions\":[1]}],\"shiftBy\":4}")
                .then()
                .statusCode(200)
                .body("from", contains(0))
                .body("to", contains(4));
        reset(http, group, "{\"offsets\":[{\"topic\":\"" + GROUPED + "\",\"partition\":2,\"offset\":99}]}")
                .then()
                .statusCode(200)
                .body("to", contains(5));
        api(http)
                .get("groups/" + group)
                .then()
                .body("offsets.committed", contains(0, 4, 5))
                .body("offsets.lagSeconds", contains(greaterThan(3_600f), greaterThan(3_600f), equalTo(0f)));
    }

    private static void resetsAreChecked(int http) {
        String latest = "\"to\":\"latest\"}";
        String all = "{\"topics\":[{\"topic\":\"" + GROUPED + "\"}],";
        reset(http, "nobody", all + latest).then().statusCode(404).body("kafkaError", equalTo("GROUP_ID_NOT_FOUND"));
        reset(http, "sharing", "{\"topics\":[{\"topic\":\"none\"}]," + latest)
                .then()
                .statusCode(404);
        reset(http, "sharing", "{\"topics\":[{\"topic\":\"" + GROUPED + "\",\"partitions\":[3]}]," + latest)
                .then()
                .statusCode(404);
        refused(http, "{\"topics\":[{\"topic\":\"\"}]," + latest, "topics[0].topic ");
        refused(http, "{\"topics\":[{\"topic\":\"" + GROUPED + "\",\"partition\":0}]," + latest, "topics.partition: ");
        refused(http, all + "\"to\":1}", "to must match");
        refused(http, all + "\"timestamp\":\"yesterday\"}", "timestamp: ");
        refused(http, all + "\"timestamp\":1700000000000}", "timestamp: ");
        refused(http, all + "\"offset\":-1}", "offset ");
        refused(http, all + "\"offset\":1," + latest, "Give topics and one of ");
        refused(http, "{" + latest, "Give topics and one of ");
        refused(http, all + "\"offsets\":[{\"topic\":\"" + GROUPED + "\",\"partition\":0,\"offset\":1}]}", "offsets: ");
        for (String parameter : List.of("dryRun=yes", "dryrun=true")) {
            reset(http, "sharing/offsets/reset?" + parameter, all + latest)
                    .then()
                    .statusCode(400)
                    .body("detail", startsWith(parameter));
        }
    }

    private static void refused(int http, String body, String detail) {
        reset(http, "sharing", body)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", startsWith(detail));
    }

    /** Its members have gone. Whichever broker coordinates it, it has replicas of a third of the partitions. */
    private static void sharedOffsets(ClusterView view, int http) throws Exception {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> api(http).get("groups/sharing").then().body("state", equalTo("Empty")));
        String topics = "{\"topics\":[{\"topic\":\"" + GROUPED + "\"}],";
        reset(http, "sharing", topics + "\"shiftBy\":-1}").then().statusCode(400);
        reset(http, "sharing", topics + "\"to\":\"latest\"}")
                .then()
                .statusCode(200)
                .body("to", contains(5, 5, 5));
        String tag = api(http).get("groups/sharing").header("ETag");
        reset(http, "sharing", topics + "\"offset\":2}")
                .then()
                .statusCode(200)
                .body("from", contains(5, 5, 5))
                .body("to", contains(2, 2, 2));
        api(http).header("If-Match", tag).delete("groups/sharing").then().statusCode(412);
        api(http)
                .get("groups/sharing")
                .then()
                .statusCode(200)
                .body("offsets.startOffset", contains(2, 2, 2))
                .body("offsets.logEnd", contains(5, 5, 5))
                .body("offsets.lag", contains(3, 3, 3))
                .body("offsets.lagSeconds", everyItem(greaterThan(3_600f)));
        assertThat(view.admin()
                        .listShareGroupOffsets(Map.of("sharing", new ListShareGroupOffsetsSpec()))
                        .partitionsToOffsetInfo("sharing")
                        .get()
                        .values())
                .hasSize(3)
                .allSatisfy(offset -> assertThat(offset.lag()).contains(3L));
    }

    /** @param group its id, or what else there is in the path from there on */
    private static Response reset(int http, String group, String body) {
        return api(http).body(body).post("groups/" + (group.contains("/") ? group : group + "/offsets/reset"));
    }

    /** It has everything, and has committed 2 of each partition. */
    private static KafkaConsumer<String, String> consumer(String bootstrap, String group, String protocol) {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        group,
                        "group.protocol",
                        protocol,
                        "enable.auto.commit",
                        "false"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(GROUPED));
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            consumer.poll(Duration.ofMillis(50));
            return consumer.assignment().size() == 3;
        });
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        consumer.assignment().forEach(partition -> offsets.put(partition, new OffsetAndMetadata(2)));
        consumer.commitSync(offsets);
        return consumer;
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
