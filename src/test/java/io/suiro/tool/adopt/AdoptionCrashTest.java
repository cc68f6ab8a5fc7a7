package io.suiro.tool.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.Clock;
import io.suiro.base.FaultDisk;
import io.suiro.base.FaultDisk.Operation;
import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.cluster.ClusterOptions;
import io.suiro.cluster.DecisionContext;
import io.suiro.cluster.MetadataController;
import io.suiro.cluster.MetadataHome;
import io.suiro.cluster.kraft.KraftMetadata;
import io.suiro.config.StaticSettings;
import io.suiro.log.LogDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The power fails before each single change that an adoption makes to the disk. */
class AdoptionCrashTest {
    private static final Path DATA = Path.of("/data");
    private static final Set<Operation> CHANGES = EnumSet.complementOf(EnumSet.of(Operation.OPEN, Operation.READ));
    private static final int SEEDS = 20;

    @TempDir
    Path original;

    private Uuid orders;

    private static final class PowerFailure extends Error {
        private static final long serialVersionUID = 1;
    }

    @BeforeEach
    void create() throws IOException {
        KafkaData kafka = new KafkaData(original);
        orders = kafka.topic("orders", 2);
        kafka.store("gone-0", Uuid.randomUuid());
    }

    @Test
    void whateverIsLeftIsKafkasOrSuirosAndTheNextRunFinishes() throws IOException {
        int changes = 0;
        boolean ended = false;
        while (!ended) {
            for (int seed = 0; seed < SEEDS; seed++) {
                FaultDisk disk = copy(seed);
                failAfter(disk, changes);
                ended = adopt(disk) == 0;
                disk.onOperation(operation -> {});
                disk.crash();
                assertThat(isSuiros(disk) || isKafkas(disk)).isTrue();
                boolean done = disk.exists(DATA.resolve("__cluster_metadata-0.adopted"));

                assertThat(adopt(disk)).isEqualTo(done ? 1 : 0);

                assertAdopted(disk);
            }
            changes++;
        }
        assertThat(changes).isGreaterThan(10);
    }

    private FaultDisk copy(int seed) throws IOException {
        FaultDisk disk = new FaultDisk(seed);
        disk.createDirectories(DATA);
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.skip(1).toList()) {
                Path target = DATA.resolve(original.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    disk.createDirectory(target);
                } else {
                    disk.replace(target, Files.readAllBytes(file));
                }
            }
        }
        disk.forceDirectory(DATA);
        return disk;
    }

    private static void failAfter(FaultDisk disk, int changes) {
        int[] left = {changes};
        disk.onOperation(operation -> {
            if (CHANGES.contains(operation) && left[0]-- <= 0) {
                throw new PowerFailure();
            }
        });
    }

    /** The exit status, -1 if the power failed. */
    private static int adopt(FaultDisk disk) {
        try {
            return new CommandLine(new AdoptCommand(disk))
                    .setOut(new PrintWriter(new StringWriter()))
                    .setExecutionExceptionHandler((failure, command, parsed) -> 1)
                    .execute(DATA.toString());
        } catch (PowerFailure failure) {
            return -1;
        }
    }

    private static boolean isSuiros(FaultDisk disk) {
        return disk.exists(DATA.resolve("__cluster_metadata"));
    }

    private static boolean isKafkas(FaultDisk disk) throws IOException {
        return KraftMetadata.read(disk, DATA.resolve("__cluster_metadata-0"))
                .topics()
                .containsKey("orders");
    }

    private void assertAdopted(FaultDisk disk) throws IOException {
        MetadataHome home = MetadataHome.look(disk, DATA.resolve("__cluster_metadata"), Uuid::randomUuid);
        assertThat(home.clusterId()).isEqualTo(KafkaData.CLUSTER);
        SimulatedTime time = new SimulatedTime();
        QueuedLane lane = new QueuedLane();
        MetadataController controller = MetadataController.create(
                home,
                KafkaData.NODE,
                ClusterOptions.ALONE,
                new DecisionContext(StaticSettings.defaults(KafkaData.NODE), Uuid::randomUuid),
                new MetadataController.Threads(time, time, lane, lane, new Random(1)),
                Long.MAX_VALUE);
        controller.start();
        lane.runAll();
        assertThat(controller.image().topicIds()).hasSize(1).containsEntry("orders", orders);
        controller.stop();
        lane.runAll();

        LogDirectory logs = LogDirectory.open(disk, DATA, KafkaData.CLUSTER, KafkaData.NODE, Clock.SYSTEM);
        assertThat(logs.partitions())
                .extracting(LogDirectory.Found::topicPartition)
                .containsExactlyInAnyOrder(new TopicPartition("orders", 0), new TopicPartition("orders", 1));
        logs.close();
        assertThat(KraftMetadata.read(disk, DATA.resolve("__cluster_metadata-0.adopted"))
                        .topics())
                .containsOnlyKeys("orders");
        assertThat(disk.list(DATA))
                .filteredOn(name -> name.toString().endsWith("-stray"))
                .hasSize(1);
    }
}
