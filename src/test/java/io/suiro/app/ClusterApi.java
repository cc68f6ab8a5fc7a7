package io.suiro.app;

import static io.suiro.app.AdminApi.api;
import static io.suiro.app.AdminApi.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster over HTTP, and dry runs of what changes it, of a broker that is alone; with others they are in ClusterAdminIT. */
abstract class ClusterApi {
    private final int port = AdminApi.port();

    @BeforeEach
    void open() throws IOException {
        AdminApi.open(AdminApi.bean(BrokerLifecycle.class));
    }

    private KafkaProducer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", "127.0.0.1:" + port);
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    @Test
    void theClusterIsDescribed() throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + port))) {
            api().get("cluster")
                    .then()
                    .statusCode(200)
                    .body(
                            "clusterId",
                            equalTo(admin.describeCluster().clusterId().get()))
                    .body("controller", equalTo(0))
                    .body("answeredBy", equalTo(0))
                    .body("version", notNullValue())
                    .body("features", hasEntry("transaction.version", 2))
                    .body("features", hasEntry("share.version", 1))
                    .body("metadataIndex", greaterThan(0))
                    .body("brokers.id", contains(0))
                    .body("unanswered", hasSize(0))
                    .body("brokers[0].port", equalTo(port))
                    .body("brokers[0].peerHost", nullValue())
                    .body("brokers[0].fenced", equalTo(false))
                    .body("brokers[0].votes", equalTo(true))
                    .body("brokers[0].logDirectories", hasSize(1))
                    .body("brokers[0].logDirectories[0].online", equalTo(true))
                    .body("brokers[0].logDirectories[0].totalBytes", notNullValue())
                    .body("brokers[0].logDirectories[0].usableBytes", notNullValue())
                    .body("brokers[0].logDirectories[0].replicaBytes", notNullValue());
            String path = api().get("cluster").path("brokers[0].logDirectories[0].path");
            assertThat(admin.describeLogDirs(List.of(0)).allDescriptions().get().get(0))
                    .containsKey(path);
        }
        refused(api().get("cluster?all"), 400, "INVALID_REQUEST", "all");
    }

    @Test
    void producersOfATopicAreThoseThatItsLeadersKnow() throws Exception {
        api().body("{\"partitions\":2}").put("topics/produced");
        api().get("producers?topic=produced")
                .then()
                .statusCode(200)
                .body("producers", hasSize(0))
                .body("total", equalTo(0));
        try (KafkaProducer<String, String> one = producer(Map.of());
                KafkaProducer<String, String> other = producer(Map.of("transactional.id", "other"))) {
            one.send(new ProducerRecord<>("produced", 0, "k", "v")).get();
            one.send(new ProducerRecord<>("produced", 0, "k", "v")).get();
            other.initTransactions();
            other.beginTransaction();
            other.send(new ProducerRecord<>("produced", 0, "k", "v")).get();
            other.send(new ProducerRecord<>("produced", 1, "k", "v")).get();
            api().get("producers?topic=produced&limit=1")
                    .then()
                    .statusCode(200)
                    .body("producers.partition", contains(0))
                    .body("producers.transactionStart", contains(2))
                    .body("total", equalTo(3))
                    .body("refused.isEmpty()", equalTo(true));
            api().get("producers?topic=produced&partition=0")
                    .then()
                    .body("producers.lastSequence", contains(0, 1))
                    .body("producers[1].transactionStart", nullValue())
                    .body("producers[1].lastTimestamp", notNullValue());
            other.commitTransaction();
            api().get("producers?topic=produced&partition=1")
                    .then()
                    .body("producers.partition", contains(1))
                    .body("producers[0].transactionStart", nullValue())
                    .body("producers[0].coordinatorEpoch", greaterThanOrEqualTo(0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400, INVALID_REQUEST, topic",
        "topic=none, 404, UNKNOWN_TOPIC_OR_PARTITION,",
        "topic=__consumer_offsets&partition=x, 400, INVALID_REQUEST, partition",
        "topic=__consumer_offsets&partition=10000, 404, UNKNOWN_TOPIC_OR_PARTITION, partition",
        "topic=__consumer_offsets&limit=0, 400, INVALID_REQUEST, limit",
        "topics=orders, 400, INVALID_REQUEST, topics",
    })
    void producersOfWhatThereIsNotAreRefused(String query, int status, String kafkaError, String field)
            throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + port))) {
            admin.listConsumerGroupOffsets("nobody")
                    .partitionsToOffsetAndMetadata()
                    .get();
        }
        refused(api().get("producers" + (query.isEmpty() ? "" : "?" + query)), status, kafkaError, field);
    }

    @Test
    void aDryRunOfABrokersChangeTellsAndChangesNothing() {
        api().get("brokers").then().statusCode(200).body("id", contains(0));
        api().put("brokers/0/cordon?dryRun=true").then().statusCode(200).body("cordoned", equalTo(true));
        api().get("brokers/0").then().body("cordoned", equalTo(false));
        for (int time = 0; time < 2; time++) {
            api().put("brokers/0/cordon").then().statusCode(200).body("cordoned", equalTo(true));
        }
        api().delete("brokers/0/cordon?dryRun").then().statusCode(200).body("cordoned", equalTo(false));
        api().get("brokers/0").then().body("cordoned", equalTo(true));
        for (int time = 0; time < 2; time++) {
            api().delete("brokers/0/cordon").then().statusCode(200).body("cordoned", equalTo(false));
        }
        api().body("{\"partitions\":1}").put("topics/held");
        refused(api().post("brokers/0/drain?dryRun=true"), 422, "INVALID_REPLICATION_FACTOR");
        api().get("brokers/0").then().body("cordoned", equalTo(false));
        refused(api().delete("brokers/0?dryRun=true"), 400, "INVALID_REQUEST")
                .body("detail", containsString("stop it"));
        refused(api().delete("brokers/7?dryRun=true"), 404, "BROKER_ID_NOT_REGISTERED");
        refused(api().put("brokers/7/cordon?dryRun=true"), 404, "BROKER_ID_NOT_REGISTERED");
        refused(api().put("brokers/0/cordon?dry=true"), 400, "INVALID_REQUEST", "dry");
    }

    @Test
    void aDryRunOfMovesElectionsAndVotersTells() {
        api().body("{\"partitions\":2}").put("topics/moved");
        String replicas = "topics/moved/partitions/0/replicas";
        for (String query : new String[] {"", "?dryRun=true"}) {
            api().body("{\"replicas\":[0]}")
                    .put(replicas + query)
                    .then()
                    .statusCode(200)
                    .body("replicas", contains(0))
                    .body("refused", nullValue());
            refused(api().body("{\"replicas\":[7]}").put(replicas + query), 422, "INVALID_REPLICA_ASSIGNMENT");
            refused(api().body("{\"replicas\":[]}").put(replicas + query), 400, "INVALID_REQUEST", "replicas");
            refused(api().delete(replicas + query), 404, "NO_REASSIGNMENT_IN_PROGRESS");
            api().body("{\"replicationFactor\":1}")
                    .put("topics/moved/replication-factor" + query)
                    .then()
                    .statusCode(200)
                    .body("", hasSize(0));
            refused(
                    api().body("{\"replicationFactor\":2}").put("topics/moved/replication-factor" + query),
                    422,
                    "INVALID_REPLICATION_FACTOR");
            String election = "{\"type\":\"PREFERRED\",\"topic\":\"moved\",\"partition\":";
            refused(api().body(election + "0}").post("elections" + query), 409, "ELECTION_NOT_NEEDED");
            refused(api().body(election + "9}").post("elections" + query), 404, "UNKNOWN_TOPIC_OR_PARTITION");
            api().put("quorum/voters/0" + query).then().statusCode(200).body("members.votes", contains(true));
            refused(api().put("quorum/voters/7" + query), 404, "VOTER_NOT_FOUND");
            refused(api().delete("quorum/voters/0" + query), 400, "INVALID_REQUEST")
                    .body("detail", containsString("vote"));
        }
        api().get("reassignments").then().statusCode(200).body("", hasSize(0));
        api().get("quorum").then().statusCode(200).body("members.id", contains(0));
    }

    @Test
    void aRequestWithoutABodyIsRefused() {
        refused(api().put("topics/bodiless"), 400, "INVALID_REQUEST", "body");
        refused(api().body("null").put("topics/bodiless"), 400, "INVALID_REQUEST", "body");
        refused(api().body("{\"partitions\":0}").put("topics/bodiless"), 400, "INVALID_REQUEST", "partitions")
                .body("detail", equalTo("partitions must be greater than or equal to 1"));
    }

    @Test
    void transactionsThatHaveGoneOnForLessThanNothingAreNotAskedFor() {
        api().get("transactions?longerThanMs=-1").then().statusCode(200);
        refused(api().get("transactions?longerThanMs=-2"), 400, "INVALID_REQUEST", "longerThanMs");
    }

    @Test
    void aGroupIsForgottenAfterADryRun() throws Exception {
        api().body("{\"partitions\":1}").put("topics/read");
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + port))) {
            admin.alterConsumerGroupOffsets(
                            "forgotten", Map.of(new TopicPartition("read", 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        api().get("groups?state=Empty").then().statusCode(200);
        api().delete("groups/forgotten?dryRun=true")
                .then()
                .statusCode(200)
                .body("groupId", equalTo("forgotten"))
                .body("dryRun", equalTo(true));
        api().get("groups/forgotten").then().statusCode(200).body("offsets.committed", contains(0));
        api().delete("groups/forgotten").then().statusCode(200).body("dryRun", equalTo(false));
        refused(api().delete("groups/forgotten"), 404, "GROUP_ID_NOT_FOUND");
        refused(api().delete("groups/forgotten?dryRun"), 404, "GROUP_ID_NOT_FOUND");
    }

    private static String tagOfGroup(String id) {
        return api().get("groups/" + id)
                .then()
                .statusCode(200)
                .header("ETag", notNullValue())
                .header("Cache-Control", "no-store")
                .extract()
                .header("ETag");
    }

    private static Response reset(String tag, String query, int offset) {
        return api().header("If-Match", tag)
                .body("{\"offsets\":[{\"topic\":\"tagged\",\"partition\":0,\"offset\":" + offset + "}]}")
                .post("groups/tagged/offsets/reset" + query);
    }

    @Test
    void aGroupThatHasMovedMeanwhileIsLeftAlone() throws Exception {
        api().body("{\"partitions\":1}").put("topics/tagged");
        api().body("{\"records\":[{\"value\":1},{\"value\":2}]}").post("topics/tagged/records");
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + port))) {
            admin.alterConsumerGroupOffsets("tagged", Map.of(new TopicPartition("tagged", 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        String old = tagOfGroup("tagged");
        api().body("{\"records\":[{\"value\":3}]}").post("topics/tagged/records");
        assertThat(tagOfGroup("tagged")).isEqualTo(old);
        reset(old, "?dryRun", 1).then().statusCode(200);
        assertThat(tagOfGroup("tagged")).isEqualTo(old);
        reset(old, "", 1).then().statusCode(200).body("from", contains(0)).body("to", contains(1));
        for (String query : List.of("", "?dryRun")) {
            refused(reset(old, query, 2), 412, "INVALID_REQUEST")
                    .body("detail", containsString("the group has been changed"));
            refused(api().header("If-Match", old).delete("groups/tagged" + query), 412, "INVALID_REQUEST");
            refused(api().header("If-Match", "*").delete("groups/never" + query), 404, "GROUP_ID_NOT_FOUND");
        }
        api().get("groups/tagged").then().body("offsets.committed", contains(1));
        reset("\"other\", " + tagOfGroup("tagged"), "", 0).then().statusCode(200);
        assertThat(tagOfGroup("tagged")).isEqualTo(old);
        withAMember("tagged", () -> {
            assertThat(tagOfGroup("tagged")).isNotEqualTo(old);
            refused(reset(old, "", 2), 412, "INVALID_REQUEST");
            refused(reset(tagOfGroup("tagged"), "", 2), 409, "NON_EMPTY_GROUP");
            refused(api().header("If-Match", tagOfGroup("tagged")).delete("groups/tagged"), 409, "NON_EMPTY_GROUP");
        });
        api().header("If-Match", tagOfGroup("tagged"))
                .delete("groups/tagged")
                .then()
                .statusCode(200);
    }

    /** It has joined, and leaves afterwards. */
    private void withAMember(String group, Runnable meanwhile) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "group.id",
                group,
                "group.protocol",
                "consumer",
                "enable.auto.commit",
                "false");
        try (KafkaConsumer<String, String> member =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            member.subscribe(List.of("tagged"));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                member.poll(Duration.ofMillis(50));
                return !member.assignment().isEmpty();
            });
            meanwhile.run();
        }
    }

    @Test
    void aTransactionIsAbortedAfterADryRun() throws Exception {
        api().body("{\"partitions\":1}").put("topics/aborted");
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "to-abort"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("aborted", "k", "v")).get();
            api().delete("transactions/to-abort?dryRun=true")
                    .then()
                    .statusCode(200)
                    .body("dryRun", equalTo(true));
            api().get("transactions/to-abort").then().statusCode(200).body("state", equalTo("Ongoing"));
            api().delete("transactions/to-abort").then().statusCode(200).body("dryRun", equalTo(false));
            refused(api().delete("transactions/to-abort"), 409, "INVALID_TXN_STATE");
            refused(api().delete("transactions/to-abort?dryRun"), 409, "INVALID_TXN_STATE");
            refused(api().delete("transactions/none?dryRun"), 404, "TRANSACTIONAL_ID_NOT_FOUND");
        }
    }
}
