package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.LaneThread;
import io.suiro.base.Lanes;
import io.suiro.base.TimerThread;
import io.suiro.base.Uninterrupted;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.BrokerPresence;
import io.suiro.cluster.BrokerSessions;
import io.suiro.cluster.ClusterOptions;
import io.suiro.cluster.Controller;
import io.suiro.cluster.DecisionContext;
import io.suiro.cluster.InternalReplication;
import io.suiro.cluster.LeaderBalance;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataController;
import io.suiro.cluster.MetadataDirectory;
import io.suiro.cluster.MetadataHome;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerDesk;
import io.suiro.cluster.PeerNetwork;
import io.suiro.cluster.QuorumWatch;
import io.suiro.config.EffectiveSettings;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.log.DirectoryIdentity;
import io.suiro.log.LogDirectory;
import io.suiro.replica.Durability;
import io.suiro.replica.FetcherLimits;
import io.suiro.replica.FollowedPartitions;
import io.suiro.replica.PartitionConfig;
import io.suiro.replica.Partitions;
import io.suiro.replica.ReplicaFetchers;
import io.suiro.replica.Replication;
import io.suiro.replica.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

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
    private final LaneThread metadataLane = new LaneThread("suiro-metadata", clock);
    private final @Nullable LaneThread fetchLane;
    private final TimerThread timer = new TimerThread("suiro-timer");
    private final ExecutorService reads = Executors.newFixedThreadPool(
            READ_THREADS,
            Thread.ofPlatform().name("suiro-read-", 0).daemon(true).factory());
    private final ExecutorService forces = Executors.newFixedThreadPool(
            FORCE_THREADS,
            Thread.ofPlatform().name("suiro-force-", 0).daemon(true).factory());
    private final MetadataController controller;
    private final String clusterId;
    private final Uuid directoryId;
    private final BootMark bootMark;
    private final boolean lostNothing;
    /** Whether the controller has been told of what may be lost. */
    private volatile boolean registered;

    private final BrokerPresence presence;
    private final QuorumWatch quorumWatch;
    private final PeerDesk peerDesk;
    private final EffectiveSettings settings;
    private final LogDirectory directory;
    private final Partitions partitions;
    private final @Nullable ReplicaFetchers fetchers;
    private final ReplicaFetches replicaFetches;
    private final GroupCoordinator groupCoordinator;
    private final MetadataFollower follower;
    private final Housekeeping housekeeping;
    private final LogCleaner cleaner;
    private final Scrubber scrubber;
    private final Traffic traffic = new Traffic();
    private final ReplicationWatch replicationWatch;
    private final Topics topics;

    private Broker(BrokerOptions options, MetadataHome home) throws IOException {
        this.options = options;
        Disk disk = new FileSystemDisk();
        lanes = new Lanes("suiro-lane", options.lanes(), clock);
        clusterId = Objects.requireNonNull(home.clusterId());
        directoryId = home.directoryId();
        int brokerId = options.settings().brokerId();
        ClusterOptions cluster = options.cluster();
        controller = MetadataController.create(
                home,
                brokerId,
                cluster,
                new DecisionContext(options.settings(), Uuid::randomUuid),
                new MetadataController.Threads(clock, timer, controllerLane, metadataLane),
                METADATA_SNAPSHOT_BYTES);
        settings = new EffectiveSettings(
                options.settings(), resource -> controller.image().configs(resource));
        directory = LogDirectory.open(disk, options.data(), clusterId, brokerId, clock);
        controller.onFailure(directory::fail);
        bootMark = BootMark.read(disk, options.data(), options.durability());
        lostNothing = directory.wasShutDownCleanly() || bootMark.lostNothing();
        BrokerSessions sessions = new BrokerSessions(controller, clock, timer, cluster.sessionMs());
        presence = new BrokerPresence(
                controller,
                sessions,
                cluster.peers(),
                clock,
                timer,
                cluster.heartbeatMs(),
                directory::isOnline,
                this::registered);
        quorumWatch = new QuorumWatch(controller, cluster.peers(), clock, timer, cluster.voters());
        peerDesk = new PeerDesk(controller, sessions, presence, quorumWatch);
        if (!cluster.isAlone()) {
            new LeaderBalance(controller, timer, settings).start();
            new InternalReplication(controller, timer, settings).start();
        }
        fetchLane = cluster.isAlone() ? null : new LaneThread("suiro-fetch", clock);
        fetchers = fetchLane == null ? null : fetchers(fetchLane);
        partitions = new Partitions(
                new Surroundings(directory, options.durability(), forces, timer, replication()),
                lanes,
                this::partitionConfig,
                fetchers == null ? FollowedPartitions.NONE : fetchers);
        replicaFetches = new ReplicaFetches(partitions, timer, reads, isRackAware(), traffic::replicatedThere);
        groupCoordinator = new GroupCoordinator(
                GroupConfiguration.of(settings, options.reconciliationHeartbeatMs()),
                clock,
                timer,
                () -> UUID.randomUUID().toString());
        follower = new MetadataFollower(options.settings().brokerId(), partitions, replicaFetches, groupCoordinator);
        replicationWatch = new ReplicationWatch(
                brokerId, partitions, controller::image, () -> controller.controllerId() == brokerId);
        housekeeping = new Housekeeping(clock, timer, reads, settings, directory, partitions);
        cleaner = new LogCleaner(clock, settings, partitions);
        StopSignal stop = new StopSignal();
        scrubber =
                new Scrubber(clock, partitions, options.scrub(), RandomGenerator.getDefault(), stop, stop::pauseNanos);
        topics = new Topics(controller, settings);
    }

    /**
     * Opens the data directory of a single broker, which begins with it if it is empty, and reads the metadata; partitions are
     * not open yet.
     *
     * @throws IOException if the directory is in use by another process, belongs to another cluster, or cannot be read
     */
    public static Broker open(BrokerOptions options) throws IOException {
        MetadataHome home = home(options.data());
        if (home.clusterId() == null) {
            home.found(Uuid.randomUuid().toString());
        }
        return open(options, home);
    }

    /** The same, of a broker that has found out which cluster is its own. */
    public static Broker open(BrokerOptions options, MetadataHome home) throws IOException {
        return new Broker(options, home);
    }

    /** Metadata begins with the data directory, never in one that is somebody's already: a new cluster id would orphan it. */
    public static MetadataHome home(Path data) throws IOException {
        Disk disk = new FileSystemDisk();
        Path directory = data.resolve(MetadataDirectory.NAME);
        if (!disk.exists(directory) && DirectoryIdentity.find(disk, data) != null) {
            throw new IOException(
                    data + " has a meta.properties but no metadata of Suiro's: if it is Apache Kafka's, take"
                            + " it over with ./suiro adopt " + data);
        }
        return MetadataHome.look(disk, directory, Uuid::randomUuid);
    }

    /** Hears what other brokers say to this one. */
    public PeerNetwork.Receiver peerDesk() {
        return peerDesk;
    }

    /** Told of all metadata from now on, as an image without anything and then changes to it; on a thread of its own. */
    public void listen(Controller.Listener listener) {
        controller.listen(MetadataImage.EMPTY, listener);
    }

    /** Reads the metadata; completes once it is known to be current, which takes a controller. Any number of times. */
    public CompletionStage<?> learn() {
        return controller.start();
    }

    /** What a start that has not come to its end waits for, in words for the log. */
    public CompletionStage<String> waitsFor() {
        return controller.part().thenApply(part -> {
            if (part.controllerId() >= 0) {
                return controller.isLearnt()
                        ? "waits to be registered: node " + part.controllerId() + " is the controller"
                        : "waits for the metadata, of which node " + part.controllerId()
                                + " has more: it is the controller";
            }
            return "waits for a controller: "
                    + (part.voterIds().isEmpty()
                            ? "nobody has told yet who votes"
                            : "a majority of the voters " + part.voterIds() + " has to run");
        });
    }

    /**
     * Learns, and opens all partitions, recovering what an unclean end left. None
     * is led yet.
     */
    public void start() throws IOException {
        learn().toCompletableFuture().join();
        endEarlierLife();
        MetadataImage image = controller.image();
        partitions.start(image);
        forceWhatIsInherited();
        controller.listen(image, follower);
        controller.listen(image, replicationWatch);
        housekeeping.start();
        cleaner.start();
        scrubber.start();
    }

    /** What a life without forces left must not be taken for forced because this life forces. */
    private void forceWhatIsInherited() throws IOException {
        if (options.durability() == Durability.FSYNC && !directory.wasShutDownCleanly() && !bootMark.wasForced()) {
            directory.force();
        }
    }

    /** The controller knows of this life; from now on what is missing is missing in this one. */
    private void registered() {
        try {
            bootMark.replace();
            registered = true;
        } catch (IOException e) {
            directory.fail(e);
        }
    }

    /** What it led it leads no more, until it has announced itself: who holds the directory's lock knows that it is over. */
    private void endEarlierLife() {
        BrokerImage earlier = controller.image().broker(brokerId());
        if (earlier != null && !earlier.fenced() && earlier.logDirectoryId().equals(directory.directoryId())) {
            controller
                    .submit(new MetadataCommand.FenceBroker(brokerId(), earlier.brokerEpoch()))
                    .toCompletableFuture()
                    .join();
        }
    }

    /**
     * Tells the cluster where clients reach this broker; completes with its broker epoch once it may serve them, and has loaded
     * the groups that it coordinates.
     */
    public CompletionStage<Long> announce(String host, int port) {
        return presence.announce(new MetadataCommand.RegisterBroker(
                        brokerId(),
                        Uuid.randomUuid(),
                        directoryId,
                        directory.directoryId(),
                        host,
                        port,
                        options.cluster().peerHost(),
                        options.cluster().peerPort(),
                        settings.value("broker.rack"),
                        lostNothing))
                .thenCompose(epoch -> follower.loading().thenApply(loaded -> epoch));
    }

    /** Hands over what this broker leads to those that can take it, if they do in time; to be called before its doors are closed. */
    public void leave(Duration grace) {
        if (!options.cluster().isAlone()) {
            presence.leave(grace.toMillis())
                    .toCompletableFuture()
                    .completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    /**
     * Everything is on disk when it returns, and the directory marked as closed cleanly, unless something may be lost that
     * the controller has not been told of.
     */
    public void close() throws IOException {
        housekeeping.stop();
        cleaner.stop();
        scrubber.stop();
        if (fetchers != null && fetchLane != null) {
            fetchers.stop();
            fetchLane.close();
        }
        try {
            controller.stop().toCompletableFuture().join();
        } finally {
            timer.close();
            metadataLane.close();
            controllerLane.close();
            lanes.close();
            end(reads);
            end(forces);
            if (lostNothing || registered) {
                directory.close();
            } else {
                directory.closeUnmarked();
            }
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
        return new Cluster(clusterId, controller, presence);
    }

    public Produce produce() {
        return new Produce(partitions, timer, traffic);
    }

    public FetchRecords fetchRecords() {
        return new FetchRecords(partitions, timer, reads, traffic, isRackAware());
    }

    public ReplicaFetches replicaFetches() {
        return replicaFetches;
    }

    public CurrentLeaders currentLeaders() {
        return new CurrentLeaders(controller);
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
        return new Configs(brokerId(), controller, settings, directory.root());
    }

    public Groups groups() {
        return new Groups(controller, topics, groupCoordinator);
    }

    public Elections elections() {
        return new Elections(controller);
    }

    public Reassignments reassignments() {
        return new Reassignments(controller);
    }

    public Brokers brokers() {
        return new Brokers(controller);
    }

    public Quorum quorum() {
        return new Quorum(controller, quorumWatch, clock, timer);
    }

    public ProducerIds producerIds() {
        return new ProducerIds(options.settings().brokerId(), controller);
    }

    public Storage storage() {
        return new Storage(directory, partitions, reads, this::isCordoned);
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

    public ReplicationWatch replicationWatch() {
        return replicationWatch;
    }

    /** Every thread that owns state: the lanes of partitions, the controller's, the fetchers'. For the liveness probe. */
    public List<LaneThread> lanes() {
        return Stream.of(lanes.all().stream(), Stream.of(controllerLane, metadataLane), Stream.ofNullable(fetchLane))
                .flatMap(these -> these)
                .toList();
    }

    private Replication replication() {
        return new Replication(
                brokerId(),
                clock,
                new ControllerIsrChanges(brokerId(), controller, presence::brokerEpoch),
                new RegisteredBrokers(controller),
                settings.longOf("replica.lag.time.max.ms"));
    }

    private ReplicaFetchers fetchers(LaneThread lane) {
        return new ReplicaFetchers(
                brokerId(),
                options.leaders(),
                lane,
                timer,
                presence::brokerEpoch,
                new FetcherLimits(
                        settings.intOf("replica.fetch.wait.max.ms"),
                        settings.intOf("replica.fetch.min.bytes"),
                        settings.intOf("replica.fetch.max.bytes"),
                        settings.intOf("replica.fetch.response.max.bytes")),
                traffic::replicatedHere);
    }

    /** Consumers in the rack of a follower read there (KIP-392). */
    private boolean isRackAware() {
        return settings.value("replica.selector.class") != null;
    }

    private boolean isCordoned() {
        BrokerImage self = controller.image().broker(brokerId());
        return self != null && self.cordoned();
    }

    private PartitionConfig partitionConfig(String topic) {
        return PartitionConfig.of(settings.topicValues(topic), settings.longOf("producer.id.expiration.ms"));
    }
}
