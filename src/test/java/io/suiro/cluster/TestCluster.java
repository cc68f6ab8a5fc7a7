package io.suiro.cluster;

import io.suiro.base.FaultDisk;
import io.suiro.base.Lane;
import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.cluster.MetadataCommand.InSync;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/** A controller that knows no other, on a memory disk and the test's own thread, with ids from a seed. */
final class TestCluster {
    static final Path DIRECTORY = Path.of("/data/__cluster_metadata");

    final FaultDisk disk = new FaultDisk();
    final Random random;
    private final StaticSettings statics;
    private final long snapshotBytes;
    SimulatedTime time = new SimulatedTime();
    QueuedLane lane = new QueuedLane();
    String clusterId = "";
    MetadataController controller;

    TestCluster(long seed, long snapshotBytes, Map<String, String> statics) throws IOException {
        this.random = new Random(seed);
        this.snapshotBytes = snapshotBytes;
        this.statics = new StaticSettings(1, statics);
        this.controller = open();
    }

    static TestCluster create() throws IOException {
        return new TestCluster(1, Long.MAX_VALUE, Map.of());
    }

    static Supplier<Uuid> ids(Random random) {
        return () -> new Uuid(random.nextLong(), random.nextLong());
    }

    /** As a new process would, from what the disk holds. */
    void reopen() throws IOException {
        controller = open();
    }

    private MetadataController open() throws IOException {
        lane = new QueuedLane();
        time = new SimulatedTime();
        MetadataHome home = MetadataHome.look(disk, DIRECTORY, ids(random));
        if (home.clusterId() == null) {
            home.found(ids(random).get().toString());
        }
        clusterId = Objects.requireNonNull(home.clusterId());
        MetadataController opened = alone(home, statics, ids(random), time, lane, snapshotBytes);
        var current = opened.start().toCompletableFuture();
        lane.runAll();
        current.join();
        return opened;
    }

    /** Not started yet. */
    static MetadataController alone(
            MetadataHome home,
            StaticSettings statics,
            Supplier<Uuid> ids,
            SimulatedTime time,
            Lane lane,
            long snapshotBytes) {
        return MetadataController.create(
                home,
                statics.brokerId(),
                ClusterOptions.ALONE,
                new DecisionContext(statics, ids),
                new MetadataController.Threads(time, time, lane, lane, new Random(1)),
                snapshotBytes);
    }

    <R> CompletableFuture<R> submit(MetadataCommand<R> command) {
        return controller.submit(command).toCompletableFuture();
    }

    <R> R ask(MetadataCommand<R> command) {
        CompletableFuture<R> answer = submit(command);
        lane.runAll();
        return answer.join();
    }

    void register(int... ids) {
        for (int id : ids) {
            join(registration(id, 1));
        }
    }

    /** Registers and unfences; answers the broker epoch. */
    long join(RegisterBroker registration) {
        long epoch = ask(registration).orThrow();
        ask(new UnfenceBroker(registration.id(), epoch)).orThrow();
        return epoch;
    }

    Outcome<Void> fence(int id) {
        return ask(new FenceBroker(id, epochOf(id)));
    }

    Outcome<Void> unfence(int id) {
        return ask(new UnfenceBroker(id, epochOf(id)));
    }

    /** The first partition of the topic. */
    PartitionImage partition(String topic) {
        return Objects.requireNonNull(controller.image().topic(topic))
                .partitions()
                .getFirst();
    }

    /** A topic of one partition with these replicas. */
    PartitionImage place(String topic, Map<String, String> configs, Integer... replicas) {
        ask(new CreateTopic(topic, -1, (short) -1, Map.of(0, List.of(replicas)), configs, false))
                .orThrow();
        return partition(topic);
    }

    /** Its leader proposes that ISR, as it knows the partition. */
    Outcome<PartitionImage> alterIsr(String topic, Integer... isr) {
        return ask(isr(topic, isr));
    }

    AlterPartition isr(String topic, Integer... isr) {
        TopicImage image = Objects.requireNonNull(controller.image().topic(topic));
        PartitionImage partition = image.partitions().getFirst();
        return new AlterPartition(
                partition.leader(),
                epochOf(partition.leader()),
                image.id(),
                0,
                partition.leaderEpoch(),
                partition.partitionEpoch(),
                Stream.of(isr).map(id -> new InSync(id, epochOf(id))).toList());
    }

    long epochOf(int id) {
        return Objects.requireNonNull(controller.image().broker(id)).brokerEpoch();
    }

    /** @param life which process of the broker it is, the first being 1 */
    static RegisterBroker registration(int id, int life) {
        Uuid directory = new Uuid(2, id);
        return new RegisterBroker(
                id, new Uuid(id, life), directory, directory, "host" + id, 9092, "peer" + id, 9192, null, true);
    }

    /** As an operator does (KIP-1066). */
    static AlterConfigs cordon(int id, boolean cordoned) {
        return new AlterConfigs(
                new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id)),
                Map.of("cordoned.log.dirs", cordoned ? new ConfigChange.Set("*") : new ConfigChange.Delete()),
                false);
    }

    static CreateTopic topic(String name) {
        return topic(name, 1, 1);
    }

    static CreateTopic topic(String name, int partitions, int replicas) {
        return new CreateTopic(name, partitions, (short) replicas, Map.of(), Map.of(), false);
    }

    static CreateTopic assigned(String name, Map<Integer, List<Integer>> assignments) {
        return new CreateTopic(name, -1, (short) -1, assignments, Map.of(), false);
    }

    Outcome<TopicImage> createTopic(String name, int partitions, int replicas) {
        return ask(topic(name, partitions, replicas));
    }
}
