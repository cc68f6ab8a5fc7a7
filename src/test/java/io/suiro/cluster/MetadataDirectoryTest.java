package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.FileSystemDisk;
import io.suiro.base.QueuedLane;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
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
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

class MetadataDirectoryTest {
    private static final String CLUSTER = "a cluster of another life";
    private static final TopicImage ORDERS = new TopicImage(
            "orders", new Uuid(1, 2), TreePVector.singleton(new PartitionImage(3, List.of(3), List.of(3), 42, 0)));
    private static final MetadataImage IMAGE = new MetadataImage(
            0,
            HashTreePMap.empty(),
            TreePMap.singleton("orders", ORDERS.id()),
            HashTreePMap.singleton(ORDERS.id(), ORDERS),
            HashTreePMap.singleton(
                    new ConfigResource(ConfigResource.Type.TOPIC, "orders"),
                    HashTreePMap.singleton("retention.ms", "1000")),
            5000);

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
            LocalController controller = open(lane);
            assertThat(controller.clusterId()).isEqualTo(CLUSTER);
            assertThat(controller.image().topics()).containsAllEntriesOf(IMAGE.topics());
            assertThat(controller.image().configs()).isEqualTo(IMAGE.configs());
            if (life == 0) {
                assertThat(controller.image()).isEqualTo(IMAGE);
                var registered = controller
                        .submit(new RegisterBroker(3, "host", 9092, null))
                        .toCompletableFuture();
                var created = controller
                        .submit(new CreateTopic("later", 1, (short) 1, Map.of(), Map.of(), false))
                        .toCompletableFuture();
                lane.runAll();
                assertThat(registered.join().orThrow()).isEqualTo(1);
                created.join().orThrow();
            } else {
                assertThat(controller.image().topicIds()).containsKey("later");
            }
            controller.stop();
            lane.runAll();
        }
    }

    private LocalController open(QueuedLane lane) throws IOException {
        return LocalController.start(
                FileMetadataLog.open(disk, directory, TestCluster.ids(new Random(1))),
                new DecisionContext(StaticSettings.defaults(3), TestCluster.ids(new Random(2))),
                lane,
                Long.MAX_VALUE);
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
