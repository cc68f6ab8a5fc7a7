package io.suiro.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Connect, two workers in distributed mode: a file into a topic exactly once, and from there into a file. */
class ConnectIT {
    private static final TopicPartition LINES = new TopicPartition("file-lines", 0);
    private static final String SOURCE = "file-source";
    private static final String SINK = "file-sink";

    @TempDir
    Path directory;

    private final Random random = Seed.random();

    @Test
    void everyLineComesThroughWhateverIsKilled() throws Exception {
        Path from = directory.resolve("from.txt");
        Path to = directory.resolve("to.txt");
        try (BrokerProcess broker = new BrokerProcess(
                        directory.resolve("data"),
                        "group.initial.rebalance.delay.ms=0",
                        "group.min.session.timeout.ms=1000",
                        "offsets.topic.num.partitions=4",
                        "transaction.state.log.num.partitions=4");
                GrowingFile file = new GrowingFile(from)) {
            broker.start();
            try (Admin admin = broker.admin();
                    ConnectWorker one = new ConnectWorker(directory.resolve("one"), broker.bootstrap());
                    ConnectWorker two = new ConnectWorker(directory.resolve("two"), broker.bootstrap());
                    LineReader committed = new LineReader(broker.bootstrap(), LINES)) {
                admin.createTopics(List.of(new NewTopic(LINES.topic(), 1, (short) 1)))
                        .all()
                        .get();
                one.create(SOURCE, source(from));
                one.create(SINK, sink(to));
                committed.awaitLines(500);

                ConnectWorker worker = one.awaitRunning(SOURCE).equals(one.id()) ? one : two;
                pause();
                worker.kill();
                committed.awaitLines(file.lines());
                worker.start();

                pause();
                broker.kill();
                pause();
                broker.start();
                committed.awaitLines(file.lines());

                pause();
                one.kill();
                two.kill();
                pause();
                one.start();
                two.start();
                committed.awaitLines(file.lines());

                int lines = file.finish();
                committed.awaitLines(lines);
                assertThat(committed.toEnd()).isEqualTo(lines);
                assertAllCameThrough(to, lines);
            }
        }
    }

    /** A sink is told of records at least once, in their order. */
    private static void assertAllCameThrough(Path to, int lines) throws IOException {
        List<String> all = IntStream.range(0, lines).mapToObj(GrowingFile::line).toList();
        await().atMost(Duration.ofMinutes(2))
                .until(() -> Files.readAllLines(to, UTF_8).contains(all.getLast()));
        assertThat(List.copyOf(new LinkedHashSet<>(Files.readAllLines(to, UTF_8))))
                .isEqualTo(all);
    }

    private void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
    }

    /** A worker that starts waits for the transaction of one that was killed, up to its timeout. */
    private static String source(Path file) {
        return """
                {"connector.class": "org.apache.kafka.connect.file.FileStreamSourceConnector", "tasks.max": "1",
                 "file": "%s", "topic": "%s", "exactly.once.support": "required",
                 "producer.override.transaction.timeout.ms": "3000"}
                """.formatted(file, LINES.topic());
    }

    private static String sink(Path file) {
        return """
                {"connector.class": "org.apache.kafka.connect.file.FileStreamSinkConnector", "tasks.max": "1",
                 "file": "%s", "topics": "%s",
                 "consumer.override.session.timeout.ms": "3000", "consumer.override.heartbeat.interval.ms": "300",
                 "consumer.override.auto.offset.reset": "earliest", "consumer.override.isolation.level": "read_committed"}
                """.formatted(file, LINES.topic());
    }
}
