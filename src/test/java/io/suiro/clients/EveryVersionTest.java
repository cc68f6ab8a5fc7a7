package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import io.suiro.wire.Client;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each API in each version that ApiVersions advertises, over a socket: with what exists and what does not, on a broker
 * with topics and groups and on a new one. An answer has exactly the error codes that are expected, and Kafka's own
 * classes read all of it.
 */
final class EveryVersionTest {
    private static final String TOPIC = "existing";

    @TempDir
    private static Path data;

    @TempDir
    private static Path newData;

    private static TestBroker broker;
    private static TestBroker newBroker;
    private static Uuid topicId;

    @BeforeAll
    static void start() throws Exception {
        newBroker = TestBroker.start(newData);
        broker = TestBroker.start(data);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.address()),
                        new StringSerializer(),
                        new StringSerializer())) {
            topicId = admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1)))
                    .topicId(TOPIC)
                    .get();
            producer.send(new ProducerRecord<>(TOPIC, 0, 1_000L, "k", "v")).get();
        }
        try (Client client = new Client(broker.host(), broker.port())) {
            ask(client, ApiKeys.FIND_COORDINATOR, (short) 0, new FindCoordinatorRequestData().setKey("group"));
        }
    }

    @AfterAll
    static void close() {
        broker.close();
        newBroker.close();
    }

    @TestFactory
    Stream<DynamicTest> everyVersionIsAnsweredInItsOwnTerms() throws Exception {
        return advertised().flatMap(api -> versions(api)
                .map(version -> test(api, version, () -> {
                    Known known = new Known(TOPIC, topicId, version);
                    try (Client client = new Client(broker.host(), broker.port())) {
                        for (Sample sample : samples(api, version, known)) {
                            AbstractResponse response = ask(client, api, version, sample.request());
                            assertThat(response.errorCounts().keySet())
                                    .as("%s answered with %s", sample.request(), response)
                                    .isEqualTo(sample.expected());
                        }
                    }
                })));
    }

    @TestFactory
    Stream<DynamicTest> aBrokerThatKnowsNothingYetCanSaySoInEveryVersion() throws Exception {
        return advertised().flatMap(api -> versions(api)
                .map(version -> test(api, version, () -> {
                    Known known = new Known("elsewhere", Uuid.randomUuid(), version);
                    try (Client client = new Client(newBroker.host(), newBroker.port())) {
                        for (Sample sample : samples(api, version, known)) {
                            AbstractResponse response = ask(client, api, version, sample.request());
                            assertThat(response.errorCounts())
                                    .as("%s answered with %s", sample.request(), response)
                                    .doesNotContainKey(Errors.UNKNOWN_SERVER_ERROR);
                        }
                    }
                })));
    }

    private static List<Sample> samples(ApiKeys api, short version, Known known) {
        List<Sample> samples = new ArrayList<>();
        samples.addAll(RecordSamples.of(api, version, known));
        samples.addAll(GroupSamples.of(api, version, known));
        samples.addAll(ShareSamples.of(api, version, known));
        samples.addAll(AdminSamples.of(api, version, known));
        samples.addAll(ClusterSamples.of(api, version, known));
        samples.addAll(TransactionSamples.of(api, version, known));
        assertThat(samples).as("sample requests of " + api).isNotEmpty();
        return samples;
    }

    private interface Body {
        void run() throws Exception;
    }

    private static DynamicTest test(ApiKeys api, short version, Body body) {
        return DynamicTest.dynamicTest(api.name + " " + version, body::run);
    }

    private static Stream<ApiKeys> advertised() throws Exception {
        return advertisedVersions().stream().map(version -> ApiKeys.forId(version.apiKey()));
    }

    /** Produce 0 to 2 are advertised without being served. */
    private static Stream<Short> versions(ApiKeys api) {
        try {
            ApiVersion range = advertisedVersions().stream()
                    .filter(version -> version.apiKey() == api.id)
                    .findFirst()
                    .orElseThrow();
            int min = Math.max(range.minVersion(), api.oldestVersion());
            return Stream.iterate(
                    (short) min, version -> version <= range.maxVersion(), version -> (short) (version + 1));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<ApiVersion> advertisedVersions() throws Exception {
        try (Client client = new Client(broker.host(), broker.port())) {
            AbstractResponse response = ask(client, ApiKeys.API_VERSIONS, (short) 0, new ApiVersionsRequestData());
            return List.copyOf(((ApiVersionsResponse) response).data().apiKeys());
        }
    }

    private static AbstractResponse ask(
            Client client, ApiKeys api, short version, org.apache.kafka.common.protocol.ApiMessage request)
            throws Exception {
        client.send(api, version, version, request);
        return client.receive(api, version, version);
    }
}
