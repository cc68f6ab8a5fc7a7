package io.suiro.process.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.suiro.process.FreePorts;
import io.suiro.process.Suiro;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ReplicaState;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever does not know the cluster's secret finds no way in by the port that brokers have for one another. */
class StrangerIT {
    private static final TopicPartition PARTITION = new TopicPartition("ours", 0);
    private static final int CLOSED_WITHIN_MS = 10_000;

    @TempDir
    Path directory;

    private final int port = FreePorts.next(2, 100, 200);
    private final int peerPort = port + 200;
    private final List<Process> strangers = new ArrayList<>();

    private Path data() {
        return directory.resolve("data");
    }

    private void startTwo() throws Exception {
        List<String> start = new ArrayList<>(List.of("start", "--background", "--heap", "256m", "--nodes", "2"));
        start.addAll(List.of("--port", port + "", "--data", data().toString()));
        assertThat(Suiro.run(directory, start)).matches(run -> run.status() == 0);
    }

    @AfterEach
    void stop() throws Exception {
        for (Process stranger : strangers) {
            stranger.descendants().forEach(ProcessHandle::destroyForcibly);
            stranger.destroyForcibly().waitFor();
        }
        Suiro.run(directory, List.of("stop", "--data", data().toString()));
    }

    @Test
    void noDoorOpensWithoutTheSecret() throws Exception {
        startTwo();
        try (Admin admin = admin(port)) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 2)))
                    .all()
                    .get();
            Path other = joining("another", Map.of("SUIRO_CLUSTER_SECRET", "not the one that the others have"));
            Path none = joining("none", Map.of());

            clientsGetNoAnswer();
            garbageIsNotAnswered();
            aFollowersFetchIsNotAnswered(admin);

            for (Path log : List.of(other, none)) {
                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(Files.readString(log)).contains("waits for a cluster"));
                assertThat(Files.readString(log)).doesNotContain("joins the cluster", "founds the cluster", "serving");
                assertThat(log.resolveSibling("suiro.ready")).doesNotExist();
            }
            assertThat(Files.readString(data().resolve("0/suiro.log")))
                    .contains("Refused a broker's connection from 127.0.0.1");
            nothingHasChanged(admin);
        }
    }

    /** Starts a broker that means to be the third; where its log is. */
    private Path joining(String name, Map<String, String> environment) throws IOException {
        Path its = Files.createDirectories(directory.resolve(name));
        int own = FreePorts.next(1, 100, 200);
        ProcessBuilder launcher = Suiro.command(
                directory,
                List.of("start", "--heap", "256m", "--port", own + "", "--data", its.toString()),
                List.of(
                        "-Dsuiro.node.id=2",
                        "-Dsuiro.cluster.port=%d".formatted(own + 200),
                        "-Dsuiro.cluster.peers=127.0.0.1:%d,127.0.0.1:%d".formatted(peerPort, peerPort + 1)));
        launcher.environment().putAll(environment);
        Path log = its.resolve("suiro.log");
        strangers.add(
                launcher.redirectErrorStream(true).redirectOutput(log.toFile()).start());
        return log;
    }

    private void clientsGetNoAnswer() throws Exception {
        try (Admin stranger = admin(peerPort)) {
            assertThatThrownBy(() -> stranger.describeCluster().nodes().get()).isInstanceOf(ExecutionException.class);
        }
        Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + peerPort, "max.block.ms", 2000);
        try (KafkaProducer<String, String> stranger =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            assertThatThrownBy(() -> stranger.send(new ProducerRecord<>(PARTITION.topic(), "foreign"))
                            .get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    private void garbageIsNotAnswered() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            byte[] garbage = new byte[1 + random.nextInt(2000)];
            random.nextBytes(garbage);
            assertThat(answerTo(garbage)).isEmpty();
        }
        assertThat(answerTo("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8)))
                .isEmpty();
    }

    /** The one request that would be served there, as a broker that exists sends it, but for the proof of who sends it. */
    private void aFollowersFetchIsNotAnswered(Admin admin) throws Exception {
        FetchPartition partition = new FetchPartition()
                .setPartition(PARTITION.partition())
                .setCurrentLeaderEpoch(-1)
                .setPartitionMaxBytes(1 << 20);
        Uuid topicId = Objects.requireNonNull(admin.describeTopics(List.of(PARTITION.topic()))
                        .allTopicNames()
                        .get()
                        .get(PARTITION.topic()))
                .topicId();
        FetchRequestData fetch = new FetchRequestData()
                .setReplicaState(new ReplicaState().setReplicaId(1))
                .setMaxBytes(1 << 20)
                .setSessionEpoch(-1)
                .setTopics(List.of(new FetchTopic().setTopicId(topicId).setPartitions(List.of(partition))));
        short version = 17;
        short headerVersion = ApiKeys.FETCH.requestHeaderVersion(version);
        ByteBuffer header = MessageUtil.toByteBufferAccessor(
                        new RequestHeaderData()
                                .setRequestApiKey(ApiKeys.FETCH.id)
                                .setRequestApiVersion(version)
                                .setClientId("broker-1"),
                        headerVersion)
                .buffer();
        ByteBufferAccessor body = MessageUtil.toByteBufferAccessor(fetch, version);
        int size = header.remaining() + body.buffer().remaining();
        byte[] frame = ByteBuffer.allocate(4 + size)
                .putInt(size)
                .put(header)
                .put(body.buffer())
                .array();

        assertThat(answerTo(frame)).isEmpty();
    }

    /** All that comes back until the broker closes the connection, which it has to. */
    private byte[] answerTo(byte[] sent) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), peerPort)) {
            socket.setSoTimeout(CLOSED_WITHIN_MS);
            socket.getOutputStream().write(sent);
            InputStream in = socket.getInputStream();
            return in.readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    private static void nothingHasChanged(Admin admin) throws Exception {
        assertThat(admin.describeCluster().nodes().get()).extracting(Node::id).containsExactlyInAnyOrder(0, 1);
        assertThat(admin.describeMetadataQuorum().quorumInfo().get().voters())
                .hasSizeBetween(1, 2)
                .allMatch(voter -> voter.replicaId() < 2);
        assertThat(admin.describeMetadataQuorum().quorumInfo().get().observers())
                .allMatch(observer -> observer.replicaId() < 2);
        assertThat(admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                        .partitionResult(PARTITION)
                        .get()
                        .offset())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void aBrokerThatOthersCouldReachDoesNotStartWithoutASecret(String host) throws Exception {
        int own = FreePorts.next(1, 100, 200);
        ProcessBuilder launcher = Suiro.command(
                directory,
                List.of("start", "--port", own + "", "--data", data().toString()),
                List.of(
                        "-Dsuiro.cluster.host=" + host,
                        "-Dsuiro.cluster.port=%d".formatted(own + 200),
                        "-Dsuiro.cluster.peers=127.0.0.1:%d".formatted(own + 200)));
        Process refused = launcher.redirectErrorStream(true).start();
        strangers.add(refused);

        assertThat(new String(refused.getInputStream().readAllBytes(), UTF_8))
                .contains("suiro.cluster.host=" + host, "without a secret", "suiro.cluster.secret")
                .doesNotContain("\tat ");
        assertThat(refused.waitFor()).isEqualTo(1);
    }

    private static Admin admin(int port) {
        return Admin.create(Map.of(
                "bootstrap.servers", "127.0.0.1:" + port, "request.timeout.ms", 2000, "default.api.timeout.ms", 4000));
    }
}
