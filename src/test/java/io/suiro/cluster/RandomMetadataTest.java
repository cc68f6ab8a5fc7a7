package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.AllocateProducerIds;
import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.MetadataCommand.DeleteTopic;
import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands in random groups, with crashes, failing and full disks and restarts between them. */
class RandomMetadataTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensWhatWasAcknowledgedIsThereAndTheImageIsSound(long seed) throws IOException {
        TestCluster cluster = new TestCluster(seed, 3_000, Map.of());
        cluster.register(1, 2, 3);
        MetadataImage acknowledged = cluster.controller.image();
        for (int round = 0; round < 150; round++) {
            boolean fails = cluster.random.nextInt(5) == 0;
            if (fails) {
                cluster.disk.failWritesAfterBytes(cluster.random.nextInt(2_000));
            }
            boolean full = cluster.random.nextInt(5) == 0;
            cluster.disk.capacity(full ? cluster.disk.used() + cluster.random.nextInt(2_000) : Long.MAX_VALUE);
            List<MetadataImage> published = new ArrayList<>(List.of(acknowledged));
            cluster.controller.listen(acknowledged, (before, after) -> published.add(after));
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = cluster.random.nextInt(6); i >= 0; i--) {
                answers.add(cluster.submit(command(cluster)));
                if (cluster.random.nextBoolean()) {
                    cluster.lane.runAll();
                }
            }
            cluster.lane.runAll();
            assertThat(answers).allMatch(CompletableFuture::isDone);
            acknowledged = published.getLast();
            assertThat(cluster.controller.image()).isSameAs(acknowledged);
            assertSound(acknowledged);
            if (fails || cluster.random.nextInt(4) == 0) {
                cluster.disk.capacity(Long.MAX_VALUE);
                cluster.disk.crash(cluster.random.nextBoolean() ? 0 : cluster.random.nextInt(3_000));
                cluster.reopen();
                assertRecovered(cluster.controller.image(), acknowledged);
                acknowledged = cluster.controller.image();
            }
        }
    }

    /**
     * All that was acknowledged, and beyond it at most the group whose write or force failed; behind either, the entry that
     * opens the term.
     */
    private static void assertRecovered(MetadataImage recovered, MetadataImage acknowledged) {
        assertThat(recovered.index()).isGreaterThan(acknowledged.index());
        if (recovered.index() == acknowledged.index() + 1) {
            assertThat(recovered).isEqualTo(acknowledged.withIndex(recovered.index()));
        }
        assertSound(recovered);
    }

    private static MetadataCommand<?> command(TestCluster cluster) {
        Random random = cluster.random;
        String name = "topic-" + random.nextInt(20);
        TopicImage topic = cluster.controller.image().topic(name);
        return switch (random.nextInt(8)) {
            case 0 -> brokerCommand(cluster);
            case 1 -> new AllocateProducerIds(1, cluster.epochOf(1), 1 + random.nextInt(1_000));
            case 2 -> new DeleteTopic(topic == null ? Uuid.ZERO_UUID : topic.id());
            case 3 -> new CreatePartitions(name, 1 + random.nextInt(8), null, random.nextBoolean());
            case 4, 5 ->
                new AlterConfigs(
                        new ConfigResource(ConfigResource.Type.TOPIC, name),
                        Map.of(
                                "retention.ms", new ConfigChange.Set("" + (random.nextInt(10) - 2)),
                                "cleanup.policy", new ConfigChange.Append("compact"),
                                "segment.ms", new ConfigChange.Delete()),
                        false);
            default -> TestCluster.topic(name, random.nextInt(5), random.nextInt(4));
        };
    }

    private static MetadataCommand<?> brokerCommand(TestCluster cluster) {
        int id = 1 + cluster.random.nextInt(4);
        BrokerImage broker = cluster.controller.image().broker(id);
        if (broker == null || (broker.fenced() && cluster.random.nextBoolean())) {
            return TestCluster.registration(id, 1 + cluster.random.nextInt(65_536));
        }
        return broker.fenced()
                ? new UnfenceBroker(id, broker.brokerEpoch())
                : new FenceBroker(id, broker.brokerEpoch());
    }

    private static void assertSound(MetadataImage image) {
        assertThat(image.topics()).hasSameSizeAs(image.topicIds());
        image.topicIds().forEach((name, id) -> {
            TopicImage topic = image.topics().get(id);
            assertThat(topic).isNotNull();
            assertThat(topic.name()).isEqualTo(name);
            assertThat(topic.id()).isEqualTo(id);
            assertThat(topic.partitions()).isNotEmpty().allSatisfy(partition -> {
                assertThat(new HashSet<>(partition.replicas())).hasSameSizeAs(partition.replicas());
                assertThat(partition.isr().contains(partition.leader())).isEqualTo(partition.hasLeader());
                assertThat(partition.replicas()).containsAll(partition.isr());
                assertThat(image.brokers()).containsKeys(partition.replicas().toArray(Integer[]::new));
            });
        });
        image.configs().keySet().forEach(resource -> assertThat(image.topicIds())
                .containsKey(resource.name()));
        image.brokers().values().forEach(broker -> assertThat(broker.brokerEpoch())
                .isLessThanOrEqualTo(image.index()));
    }
}
