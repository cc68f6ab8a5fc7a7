package io.suiro.process;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a broker that is recovering from a kill -9. */
class KillRecoveryIT {
    private static final int KILLS = 3;
    private static final int PARTITIONS = 8;
    private static final String TOPIC = "recovered";

    @TempDir
    Path directory;

    @Test
    void aRecoveryThatIsKilledIsDoneAgain() throws Exception {
        Random random = Seed.random();
        try (BrokerProcess broker = new BrokerProcess(directory.resolve("data"), "log.segment.bytes=1048576")) {
            broker.start();
            try (Admin admin = broker.admin()) {
                admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
            try (NumberedLoad load = new NumberedLoad(broker.bootstrap(), TOPIC, PARTITIONS, Map.of())) {
                await().atMost(Duration.ofMinutes(2)).until(() -> load.acknowledged() > 50_000);
                broker.kill();
                for (int kill = 0; kill < KILLS; kill++) {
                    killInRecovery(broker, random);
                }
                broker.start();
                load.pause();
                load.assertOnce(Stored.read(broker.bootstrap(), partitions()));
                KafkaDumpLog.assertValid(broker.data());
            }
            broker.stop();
        }
    }

    /** At some moment between opening the data directory and a little after being ready. */
    private static void killInRecovery(BrokerProcess broker, Random random) throws Exception {
        Path pid = broker.data().resolve("suiro.pid");
        Files.delete(pid);
        Process process = broker.startInForeground();
        await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(1)).until(() -> Files.exists(pid));
        process.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
        System.out.println(
                "killed " + (Files.exists(broker.data().resolve("suiro.ready")) ? "after" : "in") + " recovery");
        process.destroyForcibly().waitFor();
    }

    private static List<TopicPartition> partitions() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(i -> new TopicPartition(TOPIC, i))
                .toList();
    }
}
