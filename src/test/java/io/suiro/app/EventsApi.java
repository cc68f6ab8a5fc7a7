package io.suiro.app;

import static io.suiro.app.AdminApi.api;
import static io.suiro.app.AdminApi.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.suiro.admin.EventStreams;
import io.suiro.process.ServerSentEvents;
import io.suiro.process.ServerSentEvents.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams of server-sent events of a broker that is alone; of a cluster they are in ClusterTopicsIT. */
abstract class EventsApi {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MANY = 2_000;
    private static final int LARGE = 16 << 10;

    private final EventStreams streams = AdminApi.bean(EventStreams.class);

    private final int port = AdminApi.port();

    @BeforeEach
    void open() throws IOException {
        AdminApi.open(AdminApi.bean(BrokerLifecycle.class));
    }

    @AfterEach
    void streamsEndWithTheirClients() {
        await().atMost(PATIENCE).until(() -> streams.count() == 0);
    }

    private static ServerSentEvents stream(String path) throws Exception {
        return stream(path, null);
    }

    private static ServerSentEvents stream(String path, @Nullable String lastEventId) throws Exception {
        return new ServerSentEvents(RestAssured.port, path, lastEventId);
    }

    private static void write(String topic, int partition, String key, String value) {
        api().body("{\"records\":[{\"partition\":" + partition + ",\"key\":\"" + key + "\",\"value\":\"" + value
                        + "\"}]}")
                .post("topics/" + topic + "/records")
                .then()
                .statusCode(200);
    }

    private static String value(Event event) {
        assertThat(event.name()).isEqualTo("record");
        return event.data().get("value").asText();
    }

    @Test
    void recordsComeAsTheyAreWritten() throws Exception {
        api().body("{\"partitions\":2}").put("topics/streamed");
        write("streamed", 0, "k", "before");
        try (ServerSentEvents events = stream("topics/streamed/records/events");
                ServerSentEvents some = stream("topics/streamed/records/events?partition=1&key=wanted")) {
            events.awaitBegun();
            some.awaitBegun();
            write("streamed", 0, "k", "first");
            write("streamed", 1, "k", "second");
            write("streamed", 1, "wanted", "third");
            assertThat(value(events.next())).isEqualTo("first");
            Event second = events.next();
            assertThat(value(second)).isEqualTo("second");
            assertThat(second.id()).isEqualTo("0:2,1:1");
            assertThat(second.data().get("offset").asLong()).isZero();
            assertThat(value(events.next())).isEqualTo("third");
            assertThat(value(some.next())).isEqualTo("third");
        }
    }

    @Test
    void aClientThatWasCutOffGoesOnWhereItWas() throws Exception {
        api().body("{\"partitions\":2}").put("topics/resumed");
        for (int i = 0; i < 3; i++) {
            write("resumed", i % 2, "k", "value " + i);
        }
        List<String> seen = new ArrayList<>();
        String id;
        try (ServerSentEvents events = stream("topics/resumed/records/events?from=0:0&from=1:0")) {
            Event first = events.next();
            seen.add(value(first));
            id = first.id();
        }
        write("resumed", 1, "k", "value 3");
        try (ServerSentEvents events = stream("topics/resumed/records/events", id)) {
            for (int i = 0; i < 3; i++) {
                seen.add(value(events.next()));
            }
        }
        assertThat(seen).containsExactlyInAnyOrder("value 0", "value 1", "value 2", "value 3");
    }

    @Test
    void theDeletionOfATopicEndsItsStream() throws Exception {
        api().body("{\"partitions\":1}").put("topics/ended");
        try (ServerSentEvents events = stream("topics/ended/records/events")) {
            events.awaitBegun();
            write("ended", 0, "k", "last");
            assertThat(value(events.next())).isEqualTo("last");
            api().delete("topics/ended").then().statusCode(200);
            assertThat(events.next().name()).isEqualTo("end");
        }
    }

    /** What it does not take waits in the log: the broker makes no more events than fit into the socket. */
    @Test
    void aClientThatStopsReadingIsWaitedFor() throws Exception {
        api().body("{\"partitions\":1}").put("topics/unread");
        String large = "x".repeat(LARGE);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port, "batch.size", 512 << 10),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < MANY; i++) {
                var _ = producer.send(new ProducerRecord<>("unread", 0, Integer.toString(i), large));
            }
            producer.flush();
        }
        long before = streams.told();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.getOutputStream()
                    .write(
                            "GET /api/v1/topics/unread/records/events?from=0:0&rate=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(UTF_8));
            long[] last = {before};
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
                long now = streams.told();
                boolean stands = now > before && now == last[0];
                last[0] = now;
                return stands;
            });
            assertThat(last[0] - before).isLessThan(MANY);
            assertThat(streams.count()).isEqualTo(1);
            api().get("topics/unread").then().statusCode(200);
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            List<String> ids = new ArrayList<>();
            while (ids.size() < MANY) {
                String line = lines.readLine();
                if (line.startsWith("id:")) {
                    ids.add(line.substring("id:".length()).strip());
                }
            }
            assertThat(ids).doesNotHaveDuplicates().last().isEqualTo("0:" + MANY);
        }
    }

    @Test
    void theLagOfAGroupIsToldAgainAndAgain() throws Exception {
        api().body("{\"partitions\":1}").put("topics/lagging");
        write("lagging", 0, "k", "first");
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + port))) {
            admin.alterConsumerGroupOffsets(
                            "laggards", Map.of(new TopicPartition("lagging", 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        try (ServerSentEvents events = stream("groups/laggards/events?seconds=1")) {
            Event first = events.next();
            assertThat(first.name()).isEqualTo("lag");
            assertThat(first.data().get("state").asText()).isEqualTo("Empty");
            assertThat(first.data().at("/offsets/0/lag").asLong()).isEqualTo(1);
            write("lagging", 0, "k", "second");
            await().atMost(PATIENCE)
                    .until(() -> events.next().data().at("/offsets/0/lag").asLong() == 2);
            api().delete("groups/laggards").then().statusCode(200);
            await().atMost(PATIENCE).until(() -> events.next().name().equals("end"));
        }
    }

    @Test
    void whatBecomesOfTheClusterIsTold() throws Exception {
        try (ServerSentEvents events = stream("cluster/events")) {
            Event begun = events.next();
            assertThat(begun.name()).isEqualTo("begun");
            assertThat(begun.data().get("brokers").asInt()).isEqualTo(1);
            assertThat(begun.data().get("fenced").asInt()).isZero();
            api().body("{\"partitions\":2}").put("topics/told");
            Event created = events.next();
            assertThat(created.name()).isEqualTo("topicCreated");
            assertThat(created.data()).hasToString("{\"type\":\"topicCreated\",\"topic\":\"told\",\"partitions\":2}");
            assertThat(Long.parseLong(created.id()))
                    .isGreaterThan(begun.data().get("index").asLong());
            api().body("{\"count\":3}").post("topics/told/partitions");
            assertThat(events.next().data())
                    .hasToString("{\"type\":\"partitionsAdded\",\"topic\":\"told\",\"partitions\":3}");
            api().delete("topics/told");
            assertThat(events.next().name()).isEqualTo("topicDeleted");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "topics/none/records/events, 404, UNKNOWN_TOPIC_OR_PARTITION,",
        "topics/streams/records/events?partition=7, 404, UNKNOWN_TOPIC_OR_PARTITION, partition",
        "topics/streams/records/events?rate=0, 400, INVALID_REQUEST, rate",
        "topics/streams/records/events?limit=1, 400, INVALID_REQUEST, limit",
        "groups/none/events, 404, GROUP_ID_NOT_FOUND,",
        "groups/none/events?seconds=0, 400, INVALID_REQUEST, seconds",
        "cluster/events?all, 400, INVALID_REQUEST, all",
    })
    void whatMakesNoSenseIsRefusedBeforeTheStreamBegins(String path, int status, String kafkaError, String field) {
        api().body("{\"partitions\":1}").put("topics/streams");
        refused(api().get(path), status, kafkaError, field);
    }

    @Test
    void anEventsIdThatIsNoneIsRefused() {
        api().body("{\"partitions\":1}").put("topics/streams");
        for (String id : List.of("x", "0", "0:x", "0:-1", "-1:0")) {
            refused(
                    api().header("Last-Event-ID", id).get("topics/streams/records/events"),
                    400,
                    "INVALID_REQUEST",
                    "Last-Event-ID");
        }
        refused(
                api().header("Last-Event-ID", "7:0").get("topics/streams/records/events"),
                404,
                "UNKNOWN_TOPIC_OR_PARTITION",
                "Last-Event-ID");
    }
}
