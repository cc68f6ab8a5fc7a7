package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.FileSystemDisk;
import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.cluster.raft.Voter;
import io.suiro.config.StaticSettings;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePVector;

class MetadataDirectoryTest {
    private static final String CLUSTER = "a cluster of another life";
    private static final TopicImage ORDERS = new TopicImage(
            "orders", new Uuid(1, 2), TreePVector.singleton(new PartitionImage(3, List.of(3), List.of(3), 42, 0)));
    private static final MetadataImage IMAGE = MetadataImage.EMPTY
            .with(ORDERS)
            .withConfigs(HashTreePMap.singleton(
                    new ConfigResource(ConfigResource.Type.TOPIC, "orders"),
                    HashTreePMap.singleton("retention.ms", "1000")))
            .withNextProducerId(5000)
            .withIndex(0);

    @TempDir
    Path root;

    private final FileSystemDisk disk = new FileSystemDisk();
    private Path directory;

    @BeforeEach
    void name() {
        directory = root.resolve(MetadataDirectory.NAME);
    }

    @Test
    void whatIsCreatedOpensAsIfItHadAlwaysBeenThere() throws IOException {
        MetadataDirectory.create(disk, directory, CLUSTER, IMAGE);
        QueuedLane lane = new QueuedLane();
        for (int life = 0; life < 2; life++) {
            MetadataHome home = MetadataHome.look(disk, directory, TestCluster.ids(new Random(life)));
            assertThat(home.clusterId()).isEqualTo(CLUSTER);
            MetadataController controller = open(home, lane);
            assertThat(controller.image().configs()).isEqualTo(IMAGE.configs());
            if (life == 0) {
                assertThat(controller.image())
                        .isEqualTo(IMAGE.withVoters(List.of(new Voter(3, home.directoryId())))
                                .withIndex(1));
                var registered =
                        controller.submit(TestCluster.registration(3, 1)).toCompletableFuture();
                var unfenced = controller.submit(new UnfenceBroker(3, 2)).toCompletableFuture();
                var created = controller
                        .submit(new CreateTopic("later", 1, (short) 1, Map.of(), Map.of(), false))
                        .toCompletableFuture();
                lane.runAll();
                assertThat(registered.join().orThrow()).isEqualTo(2);
                unfenced.join().orThrow();
                created.join().orThrow();
            } else {
                assertThat(controller.image().topicIds()).containsKey("later");
                assertThat(controller.image().topics().values())
                        .flatExtracting(TopicImage::partitions)
                        .contains(new PartitionImage(3, List.of(3), List.of(3), 44, 2));
            }
            controller.stop();
            lane.runAll();
        }
    }

    private static MetadataController open(MetadataHome home, QueuedLane lane) {
        MetadataController controller = TestCluster.alone(
                home,
                StaticSettings.defaults(3),
                TestCluster.ids(new Random(2)),
                new SimulatedTime(),
                lane,
                Long.MAX_VALUE);
        controller.start();
        lane.runAll();
        return controller;
    }

    @Test
    void theClusterIdIsReadWithoutOpening() throws IOException {
        assertThat(MetadataDirectory.clusterId(disk, directory)).isNull();
        MetadataDirectory.create(disk, directory, CLUSTER, IMAGE);
        assertThat(MetadataDirectory.clusterId(disk, directory)).isEqualTo(CLUSTER);
    }

    @Test
    void oneThatIsThereIsLeftAlone() throws IOException {
        MetadataDirectory.create(disk, directory, CLUSTER, IMAGE);
        assertThatThrownBy(() -> MetadataDirectory.create(disk, directory, "another", MetadataImage.EMPTY))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(MetadataDirectory.clusterId(disk, directory)).isEqualTo(CLUSTER);
    }
}
