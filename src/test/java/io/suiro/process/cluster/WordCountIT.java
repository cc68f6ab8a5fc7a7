package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.process.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka Streams with {@code exactly_once_v2} on three brokers: kill -9 of instances of the application, of brokers, and of both, at
 * moments that a seed decides. {@code -Dsuiro.kills=N} has so many; {@code -Dsuiro.cluster=kafka} has Kafka's brokers.
 */
class WordCountIT {
    private static final int KILLS = Integer.getInteger("suiro.kills", 4);
    private static final int PARTITIONS = 3;
    private static final int INSTANCES = 2;
    /** Of this many rounds, one that harms the application, one that harms a broker, one that harms both, one all instances. */
    private static final int KINDS = 4;

    @TempDir
    Path directory;

    private final Random random = Seed.random();
    private final List<WordCountInstance> instances = new ArrayList<>();

    @Test
    void everyWordIsCountedOnceWhateverIsKilled() throws Exception {
        try (ClusterUnderTest cluster = Target.chosen().in(directory.resolve("cluster"));
                ClusterView view = new ClusterView(cluster)) {
            cluster.start();
            view.awaitServing();
            view.admin()
                    .createTopics(List.of(topic(WordCountApp.LINES), topic(WordCountApp.COUNTS)))
                    .all()
                    .get();
            for (int i = 0; i < INSTANCES; i++) {
                instances.add(new WordCountInstance(directory.resolve("app-" + i), cluster.bootstrap()));
            }
            Map<String, Long> written = killUnderLoad(cluster, view);
            try (CountsCheck anew = new CountsCheck(cluster.bootstrap(), partitions())) {
                anew.toEnd();
                assertThat(anew.counts()).isEqualTo(written);
            }
            for (WordCountInstance instance : instances) {
                instance.replaced().forEach(System.out::println);
            }
        } finally {
            instances.forEach(WordCountInstance::close);
        }
    }

    private Map<String, Long> killUnderLoad(ClusterUnderTest cluster, ClusterView view) throws Exception {
        try (LinesLoad load = new LinesLoad(cluster.bootstrap(), random.nextLong());
                CountsCheck check = new CountsCheck(cluster.bootstrap(), partitions())) {
            check.await(1000, this::someEnded);
            for (int kill = 0; kill < KILLS; kill++) {
                pause(1500);
                long begun = System.nanoTime();
                String what = kill(kill % KINDS, cluster, view);
                check.await(load.words(), this::someEnded);
                System.out.printf(
                        "kill %d, %s: after %d ms %d words are counted%n",
                        kill + 1, what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun), check.read());
            }
            Map<String, Long> written = load.finish();
            check.await(load.words(), this::someEnded);
            assertThat(check.counts()).isEqualTo(written);
            return written;
        }
    }

    /** Kills, waits for a moment, and starts again; all brokers are in sync when this returns. Says what it has killed. */
    private String kill(int kind, ClusterUnderTest cluster, ClusterView view) throws Exception {
        List<WordCountInstance> victims =
                switch (kind) {
                    case 0, 2 -> List.of(instances.get(random.nextInt(INSTANCES)));
                    case 1 -> List.of();
                    default -> instances;
                };
        int broker = kind == 1 || kind == 2 ? random.nextInt(cluster.nodes().size()) : -1;
        for (WordCountInstance victim : victims) {
            victim.kill();
        }
        if (broker >= 0) {
            pause(200);
            cluster.kill(broker);
        }
        pause(2000);
        for (WordCountInstance victim : victims) {
            victim.start();
        }
        if (broker >= 0) {
            cluster.start(broker);
            view.awaitRecovered();
        }
        return victims.size() + " instances" + (broker < 0 ? "" : " and broker " + broker);
    }

    private boolean someEnded() {
        return instances.stream().anyMatch(instance -> !instance.isRunning());
    }

    private void pause(int mostMs) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(mostMs));
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, PARTITIONS, (short) 3).configs(Map.of("min.insync.replicas", "2"));
    }

    private static List<TopicPartition> partitions() {
        return ClusterView.partitions(WordCountApp.COUNTS, PARTITIONS);
    }
}
