package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.LaneThread;
import io.suiro.base.Lanes;
import io.suiro.base.TimerThread;
import io.suiro.base.Uninterrupted;
import io.suiro.cluster.DecisionContext;
import io.suiro.cluster.FileMetadataLog;
import io.suiro.cluster.LocalController;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataDirectory;
import io.suiro.cluster.TopicImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.log.DirectoryIdentity;
import io.suiro.log.LogDirectory;
import io.suiro.replica.PartitionConfig;
import io.suiro.replica.Partitions;
import io.suiro.replica.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/**
 * The one assembly of the core: opens the metadata and the data directory, leads their partitions, and offers the use
 * cases that the doors serve. Plain Java; whoever embeds it calls {@link #open}, then {@link #start}, then {@link
 * #announce} once a door is open, and {@link #close} at the end.
 */
public final class Broker {
    /** A snapshot is taken when the next start would have to read more entries than this. */
    private static final long METADATA_SNAPSHOT_BYTES = 8 << 20;

    private static final int READ_THREADS = 2;
    /** Forces of different partitions that are under way at once share the file system's own commits. */
    private static final int FORCE_THREADS = 4;

    private final BrokerOptions options;
    private final Clock clock = Clock.SYSTEM;
    private final Lanes lanes;
    private final LaneThread controllerLane = new LaneThread("suiro-controller", clock);
    private final TimerThread timer = new TimerThread("suiro-timer");
    private final ExecutorService reads = Executors.newFixedThreadPool(
            READ_THREADS,
            Thread.ofPlatform().name("suiro-read-", 0).daemon(true).factory());
    private final ExecutorService forces = Executors.newFixedThreadPool(
            FORCE_THREADS,
            Thread.ofPlatform().name("suiro-force-", 0).daemon(true).factory());
    private final LocalController controller;
    private final EffectiveSettings settings;
    private final LogDirectory directory;
    private final Partitions partitions;
    private final GroupCoordinator groupCoordinator;
    private final MetadataFollower follower;
    private final Housekeeping housekeeping;
    private final LogCleaner cleaner;
    private final Scrubber scrubber;
    private final Traffic traffic = new Traffic();
    private final Topics topics;

    private Broker(BrokerOptions options) throws IOException {
        this.options = options;
        Disk disk = new FileSystemDisk();
        lanes = new Lanes("suiro-lane", options.lanes(), clock);
        controller = LocalController.start(
                openMetadata(disk, options.data()),
                new DecisionContext(options.settings(), Uuid::randomUuid),
                controllerLane,
                METADATA_SNAPSHOT_BYTES);
        settings = new EffectiveSettings(
                options.settings(), resource -> controller.image().configs(resource));
        directory = LogDirectory.open(
                disk, options.data(), controller.clusterId(), options.settings().brokerId(), clock);
        controller.onFailure(directory::fail);
        partitions = new Partitions(
                options.settings().brokerId(),
                new Surroundings(directory, options.durability(), forces, timer),
                lanes,
                this::partitionConfig);
        groupCoordinator = new GroupCoordinator(
                GroupConfiguration.of(settings, offsetsPartitions(), options.reconciliationHeartbeatMs()),
                clock,
                timer,
                () -> UUID.randomUUID().toString());
        follower = new MetadataFollower(partitions, groupCoordinator);
        housekeeping = new Housekeeping(clock, timer, reads, settings, directory, partitions);
        cleaner = new LogCleaner(clock, settings, partitions);
        StopSignal stop = new StopSignal();
        scrubber =
                new Scrubber(clock, partitions, options.scrub(), RandomGenerator.getDefault(), stop, stop::pauseNanos);
        topics = new Topics(controller, settings);
    }

    /**
     * Opens the data directory and reads the metadata; partitions are not open yet.
     *
     * @throws IOException if the directory is in use by another process, belongs to another cluster, or cannot be read
     */
    public static Broker open(BrokerOptions options) throws IOException {
        return new Broker(options);
    }

    /** Metadata begins with the data directory, never in one that is somebody's already: a new cluster id would orphan it. */
    private static FileMetadataLog openMetadata(Disk disk, Path data) throws IOException {
        Path directory = data.resolve(MetadataDirectory.NAME);
        if (!disk.exists(directory) && DirectoryIdentity.find(disk, data) != null) {
            throw new IOException(
                    data + " has a meta.properties but no metadata of Suiro's: if it is Apache Kafka's, take"
                            + " it over with ./suiro adopt " + data);
        }
        return FileMetadataLog.open(disk, directory, Uuid::randomUuid);
    }

    /** Opens all partitions, recovering what an unclean end left, and loads the groups. */
    public void start() throws IOException {
        partitions.start(controller.image());
        controller.listen(follower);
        follower.start(controller.image()).join();
        housekeeping.start();
        cleaner.start();
        scrubber.start();
    }

    /** Tells the cluster where clients reach this broker; completes with its broker epoch once that is durable. */
    public CompletionStage<Long> announce(String host, int port) {
        return controller
                .submit(new MetadataCommand.RegisterBroker(
                        options.settings().brokerId(), host, port, settings.value("broker.rack")))
                .thenApply(outcome -> outcome.orThrow());
    }

    /** Everything is on disk, and the directory marked as closed cleanly, when it returns. */
    public void close() throws IOException {
        housekeeping.stop();
        cleaner.stop();
        scrubber.stop();
        timer.close();
        try {
            controller.stop().toCompletableFuture().join();
        } finally {
            controllerLane.close();
            lanes.close();
            end(reads);
            end(forces);
            directory.close();
        }
    }

    /** A checkpoint or force under way must not write into a directory that is another process's already. */
    private static void end(ExecutorService threads) {
        threads.shutdown();
        Uninterrupted.await(() -> {
            var _ = threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        });
    }

    public int brokerId() {
        return options.settings().brokerId();
    }

    public EffectiveSettings settings() {
        return settings;
    }

    public Cluster cluster() {
        return new Cluster(controller.clusterId(), options.settings().brokerId());
    }

    public Produce produce() {
        return new Produce(partitions, traffic);
    }

    public FetchRecords fetchRecords() {
        return new FetchRecords(partitions, timer, reads, traffic);
    }

    public FetchSessions fetchSessions() {
        return new FetchSessions(settings.intOf("max.incremental.fetch.session.cache.slots"), clock);
    }

    public PartitionOffsets offsets() {
        return new PartitionOffsets(partitions, reads);
    }

    public Topics topics() {
        return topics;
    }

    public TopicNames topicNames() {
        return new TopicNames(controller);
    }

    public Configs configs() {
        return new Configs(options.settings().brokerId(), controller, settings);
    }

    public Groups groups() {
        return new Groups(controller, topics, groupCoordinator);
    }

    public ProducerIds producerIds() {
        return new ProducerIds(options.settings().brokerId(), controller);
    }

    public Storage storage() {
        return new Storage(directory, partitions, reads);
    }

    public Partitions partitions() {
        return partitions;
    }

    public LogCleaner cleaner() {
        return cleaner;
    }

    public Scrubber scrubber() {
        return scrubber;
    }

    public Traffic traffic() {
        return traffic;
    }

    /** Every thread that owns state: the lanes of partitions, and the controller's. For the liveness probe. */
    public List<LaneThread> lanes() {
        return Stream.concat(lanes.all().stream(), Stream.of(controllerLane)).toList();
    }

    private PartitionConfig partitionConfig(String topic) {
        return PartitionConfig.of(settings.topicValues(topic), settings.longOf("producer.id.expiration.ms"));
    }

    /** Which partition a group lives in must not change when the setting does. */
    private int offsetsPartitions() {
        TopicImage offsets = controller.image().topic(InternalTopics.OFFSETS);
        return offsets == null
                ? settings.intOf("offsets.topic.num.partitions")
                : offsets.partitions().size();
    }
}
