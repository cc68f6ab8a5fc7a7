package io.suiro.app;

import static io.restassured.RestAssured.get;
import static io.suiro.app.AdminApi.api;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.suiro.wire.Client;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is shown and warned of in kubernetes/monitoring is what a broker exposes; how far a group is behind is among it. */
@QuarkusTest
@TestProfile(AdminApi.OnePort.class)
class DashboardTest {
    private static final Path MONITORING = Path.of("kubernetes/monitoring");
    private static final String TOPIC = "charted";
    private static final String GROUP = "late";

    /** What Prometheus adds, and its operator. */
    private static final Set<String> ADDED = Set.of("job", "instance", "namespace", "pod");

    /** Of applications: MetricsComparedTest of the channels sees to these names. */
    private static final Map<String, Set<String>> OF_APPLICATIONS = Map.of(
            "quarkus_messaging_message_count_total", Set.of("channel"),
            "quarkus_messaging_message_acks_total", Set.of("channel"),
            "quarkus_messaging_message_failures_total", Set.of("channel"));

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern VARIABLE = Pattern.compile("label_values\\((.*), *(\\w+)\\)");

    @Inject
    BrokerLifecycle lifecycle;

    @ConfigProperty(name = "suiro.wire.port")
    int port;

    private final Map<String, Set<String>> labels = new HashMap<>(OF_APPLICATIONS);
    private final Set<String> apis = new HashSet<>();

    @BeforeEach
    void open() throws IOException {
        AdminApi.open(lifecycle);
    }

    @Test
    void everyExpressionNamesMetricsAndLabelsThatABrokerExposes() throws Exception {
        beBehind();
        beRefused();
        System.gc();

        List<String> expressions = expressions();

        assertThat(expressions).hasSizeGreaterThan(80);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            readMetrics();
            assertThat(expressions.stream().flatMap(this::complaints)).isEmpty();
        });
    }

    @Test
    void whatABrokerDoesNotExposeIsFound() {
        readMetrics();
        assertThat(
                        complaints(
                                "sum by (topic, lane) (suiro_nothing / suiro_requests_seconds_count{api=\"Produced\",apis=\"\"})"))
                .hasSize(5);
    }

    @Test
    void aGroupThatIsBehindSaysHowFarInRecordsAndSeconds() {
        beBehind();
        api().get("groups/" + GROUP)
                .then()
                .statusCode(200)
                .body("offsets.lag", contains(2))
                .body("offsets[0].lagSeconds", greaterThanOrEqualTo(3_600f));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(value("suiro_group_lag_records{group=\"" + GROUP + "\"}"))
                    .isEqualTo(2);
            assertThat(value("suiro_group_lag_max_seconds{group=\"" + GROUP + "\"}"))
                    .isBetween(3_600.0, 4_200.0);
        });

        commit(3);

        api().get("groups/" + GROUP)
                .then()
                .body("offsets[0].lag", equalTo(0))
                .body("offsets[0].lagSeconds", equalTo(0f));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(value("suiro_group_lag_max_seconds{group=\"" + GROUP + "\"}"))
                        .isZero());
    }

    private Stream<String> complaints(String expression) {
        PromQl read = PromQl.of(expression);
        List<String> complaints = new ArrayList<>();
        Set<String> known = new HashSet<>(ADDED);
        for (PromQl.Selector selector : read.selectors()) {
            Set<String> exposed = labels.get(selector.metric());
            if (exposed == null) {
                complaints.add("no metric " + selector.metric());
                continue;
            }
            known.addAll(exposed);
            selector.matchers().keySet().stream()
                    .filter(label -> !exposed.contains(label) && !ADDED.contains(label))
                    .forEach(label -> complaints.add("no label " + label + " of " + selector.metric()));
            Stream.ofNullable(selector.matchers().get("api"))
                    .flatMap(pattern -> Arrays.stream(pattern.split("\\|", -1)))
                    .filter(api -> !apis.contains(api))
                    .forEach(api -> complaints.add("no API " + api));
        }
        read.groupedBy().stream()
                .filter(label -> !known.contains(label))
                .forEach(label -> complaints.add("no label " + label + " to group by"));
        if (read.selectors().isEmpty()) {
            complaints.add("no metric");
        }
        return complaints.stream().map(complaint -> complaint + " in " + expression);
    }

    private static List<String> expressions() throws IOException {
        List<String> found = new ArrayList<>();
        JsonNode dashboard =
                new JsonMapper().readTree(MONITORING.resolve("dashboard.json").toFile());
        dashboard.findValuesAsText("expr").forEach(found::add);
        for (JsonNode variable : dashboard.at("/templating/list")) {
            VARIABLE.matcher(variable.path("query").asText())
                    .results()
                    .map(match -> "count by (" + match.group(2) + ") (" + match.group(1) + ")")
                    .forEach(found::add);
        }
        found.addAll(new YAMLMapper()
                .readTree(MONITORING.resolve("alerts.yaml").toFile())
                .findValuesAsText("expr"));
        return found;
    }

    private void readMetrics() {
        for (MatchResult sample : SAMPLE.matcher(metrics()).results().toList()) {
            Set<String> ofMetric = labels.computeIfAbsent(sample.group(1), name -> new HashSet<>());
            String written = sample.group(2);
            if (written != null) {
                LABEL.matcher(written).results().forEach(label -> {
                    ofMetric.add(label.group(1));
                    if (label.group(1).equals("api")) {
                        apis.add(label.group(2));
                    }
                });
            }
        }
    }

    private static String metrics() {
        return get("/q/metrics").asString();
    }

    private static double value(String series) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .filter(Predicate.not(value -> value.isNaN()))
                .findFirst()
                .orElse(-1.0);
    }

    /** Three records of an hour ago, of which it has read one. */
    private void beBehind() {
        if (api().get("topics/" + TOPIC).statusCode() == 404) {
            api().body("{\"name\":\"" + TOPIC + "\",\"partitions\":1}")
                    .post("topics")
                    .then()
                    .statusCode(201);
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(clients(), new StringSerializer(), new StringSerializer())) {
                long anHourAgo =
                        System.currentTimeMillis() - Duration.ofHours(1).toMillis();
                for (int i = 0; i < 3; i++) {
                    var _ = producer.send(new ProducerRecord<>(TOPIC, 0, anHourAgo, null, "value " + i));
                }
            }
        }
        commit(1);
    }

    private void commit(long offset) {
        Map<String, Object> settings = new HashMap<>(clients());
        settings.put("group.id", GROUP);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.commitSync(Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(offset)));
        }
    }

    private void beRefused() throws IOException {
        try (Client client = new Client("127.0.0.1", port)) {
            client.send(ApiKeys.INIT_PRODUCER_ID, 4, 1, new InitProducerIdRequestData().setTransactionalId(""));
            client.receive(ApiKeys.INIT_PRODUCER_ID, 4, 1);
        }
    }

    private Map<String, Object> clients() {
        return Map.of("bootstrap.servers", "127.0.0.1:" + port);
    }
}
