package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checker sees a loss when there is one. A producer with acks=1 is promised nothing when the leader is killed before anybody has
 * fetched what it acknowledged.
 */
class LossIsSeenIT {
    private static final TopicPartition PARTITION = new TopicPartition("weak", 0);
    private static final int LOST = 200;

    @TempDir
    Path directory;

    private final Violations violations = new Violations();

    @Test
    void whatOnlyADeadLeaderHadIsReportedAsLost() throws Exception {
        try (ClusterUnderTest cluster = Target.chosen().in(directory);
                ClusterView view = new ClusterView(cluster)) {
            cluster.start();
            view.awaitServing();
            view.admin()
                    .createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 3)))
                    .all()
                    .get();
            view.awaitRecovered();
            Map<String, Object> weak = Map.of("acks", "1", "enable.idempotence", false);
            Waits waits = new Waits();
            try (ProducerLoad load =
                    new ProducerLoad(0, cluster.bootstrap(), List.of(PARTITION), Pace.small(), 1000, weak, waits)) {
                load.start();
                waits.awaitWrites(List.of(PARTITION));
                killTheOnlyOneThatHasIt(cluster, view, load);
                waits.awaitWrites(List.of(PARTITION));
                load.finish();
                cluster.start();
                view.awaitRecovered();
                StoredRecords.show(
                        cluster.bootstrap(),
                        Map.of(
                                PARTITION,
                                new PartitionCheck(PARTITION, load.histories(), new GrowingInts(), violations)));
            }
        }
        System.out.println(violations);
        assertThat(violations.count(Violation.LOST)).isGreaterThanOrEqualTo(LOST / 2);
    }

    private static void killTheOnlyOneThatHasIt(ClusterUnderTest cluster, ClusterView view, ProducerLoad load)
            throws Exception {
        int leader = view.leader(PARTITION);
        List<Integer> followers =
                cluster.nodes().stream().filter(node -> node != leader).toList();
        for (int follower : followers) {
            cluster.pause(follower);
        }
        long enough = load.acknowledged() + LOST;
        await().atMost(Duration.ofSeconds(10)).until(() -> load.acknowledged() >= enough);
        cluster.kill(leader);
        for (int follower : followers) {
            cluster.resume(follower);
        }
    }
}
