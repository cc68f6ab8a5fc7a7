package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.LaneThread;
import io.suiro.base.LaneThreads;
import io.suiro.base.TimerThread;
import io.suiro.base.Uninterrupted;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataDirectory;
import io.suiro.cluster.MetadataHome;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerNetwork;
import io.suiro.cluster.PeerRequests;
import io.suiro.config.EffectiveSettings;
import io.suiro.log.DirectoryIdentity;
import io.suiro.replica.Partitions;
import io.suiro.replica.ReplicationQuota;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
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

    private final Clock clock = Clock.SYSTEM;
    private final LaneThreads lanes;
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
    private final Core core;
    private final LogCleaner cleaner;
    private final Scrubber scrubber;
    private final Topics topics;
    private final PeerRequests requests;
    private final TopicQueries topicQueries;
    private final RecordDeletions recordDeletions;
    private final ConfigQueries configQueries;
    private final LeaderBatches leaderBatches;
    private final ClusterQueries clusterQueries;
    private final ProducerQueries producerQueries;
    private final MetadataWatch metadataWatch;
    private volatile boolean leaving; // it ends its connections itself

    private Broker(BrokerOptions options, MetadataHome home, Disk disk) throws IOException {
        lanes = new LaneThreads("suiro-lane", options.lanes(), clock);
        fetchLane = options.cluster().isAlone() ? null : new LaneThread("suiro-fetch", clock);
        core = new Core(
                options,
                home,
                new Machine(
                        disk,
                        BootMark.currentBoot(),
                        clock,
                        timer,
                        lanes,
                        controllerLane,
                        metadataLane,
                        fetchLane,
                        reads,
                        forces,
                        Uuid::randomUuid,
                        new SplittableRandom()),
                METADATA_SNAPSHOT_BYTES);
        cleaner = new LogCleaner(clock, core.settings, core.partitions);
        StopSignal stop = new StopSignal();
        scrubber =
                new Scrubber(clock, core.partitions, options.scrub(), new SplittableRandom(), stop, stop::pauseNanos);
        topics = new Topics(core.controller, core.settings);
        requests = options.requests();
        BrokerRequests others = new BrokerRequests(requests, "suiro-admin-" + core.brokerId());
        topicQueries = new TopicQueries(core.brokerId(), core.partitions, core.coordinators.leaderOffsets, others);
        recordDeletions = new RecordDeletions(core.brokerId(), offsets(), topicQueries, others, core.settings);
        configQueries = new ConfigQueries(core.brokerId(), core.controller::image, configs(), others);
        leaderBatches = new LeaderBatches(
                core.brokerId(),
                core.controller::image,
                fetchRecords(),
                reads,
                timer,
                produce(),
                others,
                new BrokerRequests(requests, "suiro-admin-writes-" + core.brokerId()));
        clusterQueries = new ClusterQueries(core.brokerId(), core.controller::image, storage(), others, timer, reads);
        producerQueries = new ProducerQueries(core.brokerId(), core.partitions, others);
        metadataWatch = new MetadataWatch(core.controller::image);
        listen(metadataWatch);
    }

    /**
     * Opens the data directory of a single broker, which begins with it if it is empty, and reads the metadata; partitions are
     * not open yet.
     *
     * @throws IOException if the directory is in use by another process, belongs to another cluster, or cannot be read
     */
    public static Broker open(BrokerOptions options) throws IOException {
        return open(options, new FileSystemDisk());
    }

    /** The same, on a disk that forces what is to be forced, or does not. */
    public static Broker open(BrokerOptions options, Disk disk) throws IOException {
        MetadataHome home = home(options.data(), disk);
        if (home.clusterId() == null) {
            home.found(Uuid.randomUuid().toString());
        }
        return new Broker(options, home, disk);
    }

    /** The same, of a broker that has found out which cluster is its own. */
    public static Broker open(BrokerOptions options, MetadataHome home) throws IOException {
        return new Broker(options, home, new FileSystemDisk());
    }

    /** Metadata begins with the data directory, never in one that is somebody's already: a new cluster id would orphan it. */
    public static MetadataHome home(Path data) throws IOException {
        return home(data, new FileSystemDisk());
    }

    private static MetadataHome home(Path data, Disk disk) throws IOException {
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
        return core.peerDesk;
    }

    /** Told of all metadata from now on, as an image without anything and then changes to it; on a thread of its own. */
    public void listen(Controller.Listener listener) {
        core.controller.listen(MetadataImage.EMPTY, listener);
    }

    /**
     * Reads the metadata; completes once it is known to be current, and to know that this broker's earlier life is over, which takes a
     * controller. Any number of times.
     */
    public CompletionStage<?> learn() {
        return core.learn();
    }

    /** What a start that has not come to its end waits for, in words for the log. */
    public CompletionStage<String> waitsFor() {
        return core.waitsFor();
    }

    /**
     * Learns, and opens all partitions, recovering what an unclean end left. None
     * is led yet.
     */
    public void start() throws IOException {
        core.learn().toCompletableFuture().join();
        core.open();
        cleaner.start();
        scrubber.start();
    }

    /**
     * Tells the cluster where clients reach this broker; completes with its broker epoch once it may serve them, and has loaded
     * the groups that it coordinates.
     */
    public CompletionStage<Long> announce(String host, int port) {
        return core.announce(host, port);
    }

    /** A client's connection has ended: what is kept for it goes, and group members that were on it may be gone. */
    public void connectionClosed(long connectionId) {
        core.coordinators.shareSessions.connectionClosed(connectionId);
        if (!leaving) {
            core.coordinators.groups.connectionClosed(connectionId);
        }
    }

    /**
     * Hands over what this broker leads to those that can take it, if they do in time, and follows nobody any more; to be called before its
     * doors are closed.
     */
    public void leave(Duration grace) {
        leaving = true;
        core.leave(grace.toMillis())
                .toCompletableFuture()
                .completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        core.quieten();
    }

    /**
     * Everything is on disk when it returns, and the directory marked as closed cleanly, unless something may be lost that
     * the controller has not been told of.
     */
    public void close() throws IOException {
        core.quieten();
        cleaner.stop();
        scrubber.stop();
        if (fetchLane != null) {
            fetchLane.close();
        }
        try {
            core.controller.stop().toCompletableFuture().join();
        } finally {
            timer.close();
            metadataLane.close();
            controllerLane.close();
            lanes.close();
            end(reads);
            end(forces);
            core.close();
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
        return core.brokerId();
    }

    public EffectiveSettings settings() {
        return core.settings;
    }

    /** The way to the other brokers, for what this one does not lead. */
    public PeerRequests peerRequests() {
        return requests;
    }

    public Cluster cluster() {
        return new Cluster(core.clusterId, core.controller, core.presence, core.isolation);
    }

    public Produce produce() {
        return new Produce(core.partitions, timer, core.traffic, core.coordinators.admissions);
    }

    public FetchRecords fetchRecords() {
        return new FetchRecords(core.partitions, timer, reads, core.traffic, core.isRackAware());
    }

    public ReplicaFetches replicaFetches() {
        return core.replicaFetches;
    }

    public CurrentLeaders currentLeaders() {
        return new CurrentLeaders(core.controller);
    }

    public FetchSessions fetchSessions() {
        return new FetchSessions(core.settings.intOf("max.incremental.fetch.session.cache.slots"), clock);
    }

    public PartitionOffsets offsets() {
        return new PartitionOffsets(core.partitions, reads);
    }

    public Topics topics() {
        return topics;
    }

    public TopicQueries topicQueries() {
        return topicQueries;
    }

    public TopicStates topicStates() {
        return new TopicStates(core.controller, topics, configs(), reassignments());
    }

    public RecordDeletions recordDeletions() {
        return recordDeletions;
    }

    public TopicNames topicNames() {
        return new TopicNames(core.controller::image, core.partitions::find);
    }

    public Configs configs() {
        return new Configs(core.brokerId(), core.controller, core.settings, core.directory.root());
    }

    public ConfigQueries configQueries() {
        return configQueries;
    }

    public LeaderBatches leaderBatches() {
        return leaderBatches;
    }

    public Groups groups() {
        return new Groups(core.controller, topics, core.coordinators);
    }

    public ShareGroups shareGroups() {
        return new ShareGroups(core.controller, topics, core.coordinators);
    }

    public Transactions transactions() {
        return new Transactions(core.controller, topics, core.coordinators);
    }

    public Elections elections() {
        return elections(false);
    }

    /**
     * Elections, or in a dry run what would become of them, checked and told, but not done; so it is with the others that have it.
     */
    public Elections elections(boolean dryRun) {
        return new Elections(controller(dryRun));
    }

    public Reassignments reassignments() {
        return reassignments(false);
    }

    public Reassignments reassignments(boolean dryRun) {
        return new Reassignments(controller(dryRun));
    }

    public Brokers brokers() {
        return brokers(false);
    }

    public Brokers brokers(boolean dryRun) {
        return new Brokers(controller(dryRun));
    }

    public Quorum quorum() {
        return quorum(false);
    }

    public Quorum quorum(boolean dryRun) {
        return new Quorum(controller(dryRun), core.quorumWatch, clock, timer);
    }

    private Controller controller(boolean dryRun) {
        return dryRun ? core.dryRun : core.controller;
    }

    public ClusterQueries clusterQueries() {
        return clusterQueries;
    }

    public ProducerQueries producerQueries() {
        return producerQueries;
    }

    public MetadataWatch metadataWatch() {
        return metadataWatch;
    }

    /** Of records, for one who waits for them; to be closed. */
    public Arrivals arrivals() {
        return new Arrivals(core.brokerId(), core.controller::image, fetchRecords(), requests);
    }

    public ProducerIds producerIds() {
        return core.coordinators.producerIds;
    }

    public Storage storage() {
        return new Storage(core.directory, core.partitions, reads, core::isCordoned);
    }

    public Partitions partitions() {
        return core.partitions;
    }

    public LogCleaner cleaner() {
        return cleaner;
    }

    public Scrubber scrubber() {
        return scrubber;
    }

    public Traffic traffic() {
        return core.traffic;
    }

    public ReplicationWatch replicationWatch() {
        return core.replicationWatch;
    }

    /** How fast replicas are sent that are throttled. */
    public ReplicationQuota sentQuota() {
        return core.sentQuota;
    }

    /** How fast replicas are fetched that are throttled. */
    public ReplicationQuota fetchedQuota() {
        return core.fetchedQuota;
    }

    /** From now on told how many nanoseconds each force of a log took, on the thread that waited for it. */
    public void observeForces(LongConsumer tookNanos) {
        core.directory.observeForces(tookNanos);
    }

    /** The lanes of partitions. */
    public List<LaneThread> partitionLanes() {
        return lanes.all();
    }

    /** Those of metadata: consensus and decisions, and who listens to them. */
    public List<LaneThread> metadataLanes() {
        return List.of(controllerLane, metadataLane);
    }

    /** Every thread that owns state: the lanes of partitions, the controller's, the fetchers'. For the liveness probe. */
    public List<LaneThread> lanes() {
        return Stream.of(lanes.all().stream(), Stream.of(controllerLane, metadataLane), Stream.ofNullable(fetchLane))
                .flatMap(these -> these)
                .toList();
    }
}
