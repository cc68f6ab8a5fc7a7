package io.suiro.cluster;

import io.suiro.base.FaultDisk;
import io.suiro.base.QueuedLane;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;

/** A controller on a memory disk and the test's own thread, with ids from a seed. */
final class TestCluster {
    static final Path DIRECTORY = Path.of("/data/__cluster_metadata");

    final FaultDisk disk = new FaultDisk();
    final Random random;
    private final StaticSettings statics;
    private final long snapshotBytes;
    QueuedLane lane = new QueuedLane();
    LocalController controller;

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

    private LocalController open() throws IOException {
        lane = new QueuedLane();
        MetadataLog log = FileMetadataLog.open(disk, DIRECTORY, ids(random));
        return LocalController.start(log, new DecisionContext(statics, ids(random)), lane, snapshotBytes);
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
            ask(new RegisterBroker(id, "host" + id, 9092, null)).orThrow();
        }
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
