package io.suiro.broker;

import io.suiro.base.Lane;
import io.suiro.base.Stages;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.BrokerPresence;
import io.suiro.cluster.BrokerSessions;
import io.suiro.cluster.ClusterOptions;
import io.suiro.cluster.DecisionContext;
import io.suiro.cluster.DryRun;
import io.suiro.cluster.InternalReplication;
import io.suiro.cluster.LeaderBalance;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataController;
import io.suiro.cluster.MetadataHome;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerDesk;
import io.suiro.cluster.QuorumWatch;
import io.suiro.config.EffectiveSettings;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.LogDirectory;
import io.suiro.replica.Durability;
import io.suiro.replica.FetcherLimits;
import io.suiro.replica.FollowedPartitions;
import io.suiro.replica.PartitionConfig;
import io.suiro.replica.Partitions;
import io.suiro.replica.ReplicaFetchers;
import io.suiro.replica.Replication;
import io.suiro.replica.ReplicationQuota;
import io.suiro.replica.Surroundings;
import io.suiro.replica.WarmUp;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What a broker decides and does, put together, without a thread of its own: a process gives it some, a simulator runs several in one.
 *
 * <pre>
 * new ──▶ learn ──▶ open ──▶ announce ──▶ leave ──▶ quieten ──▶ close
 * </pre>
 */
final class Core {
    private static final Logger LOG = System.getLogger(Core.class.getName());
    private static final String MIN_INSYNC_REPLICAS = "min.insync.replicas";

    private final BrokerOptions options;
    private final Machine machine;
    private final Uuid directoryId;
    private final Uuid incarnation;
    private final BootMark bootMark;
    private final boolean lostNothing;
    /** Whether the controller has been told of what may be lost. */
    private volatile boolean registered;

    private final MetadataFollower follower;
    private final Housekeeping housekeeping;
    private final @Nullable ReplicaFetchers fetchers;
    final ReplicationQuota sentQuota;
    final ReplicationQuota fetchedQuota;

    final String clusterId;
    final MetadataController controller;
    final DryRun dryRun;
    final EffectiveSettings settings;
    final LogDirectory directory;
    final BrokerPresence presence;
    final Isolation isolation;
    final QuorumWatch quorumWatch;
    final PeerDesk peerDesk;
    final Partitions partitions;
    final ReplicaFetches replicaFetches;
    final Coordinators coordinators;
    final ReplicationWatch replicationWatch;
    final Traffic traffic = new Traffic();

    /**
     * Opens the log directory; nothing runs yet.
     *
     * @param metadataSnapshotBytes a snapshot is taken when the next start would have to read more entries than this
     */
    Core(BrokerOptions options, MetadataHome home, Machine machine, long metadataSnapshotBytes) throws IOException {
        this.options = options;
        this.machine = machine;
        clusterId = Objects.requireNonNull(home.clusterId());
        directoryId = home.directoryId();
        incarnation = machine.ids().get();
        ClusterOptions cluster = options.cluster();
        DecisionContext decisions = new DecisionContext(options.settings(), machine.ids());
        controller = MetadataController.create(
                home,
                brokerId(),
                cluster,
                decisions,
                new MetadataController.Threads(
                        machine.clock(),
                        machine.timer(),
                        machine.controllerLane(),
                        machine.metadataLane(),
                        machine.random()),
                metadataSnapshotBytes);
        dryRun = new DryRun(controller::image, decisions);
        settings = new EffectiveSettings(
                options.settings(), resource -> controller.image().configs(resource));
        directory = LogDirectory.open(machine.disk(), options.data(), clusterId, brokerId(), machine.clock());
        controller.onFailure(directory::fail);
        bootMark = BootMark.read(machine.disk(), options.data(), machine.bootId(), options.durability());
        lostNothing = directory.wasShutDownCleanly() || bootMark.lostNothing();
        BrokerSessions sessions = new BrokerSessions(controller, machine.clock(), machine.timer(), cluster.sessionMs());
        presence = new BrokerPresence(
                controller, sessions, cluster, machine.clock(), machine.timer(), directory::isOnline, this::registered);
        isolation = new Isolation(brokerId(), controller, presence, machine.clock(), cluster);
        quorumWatch = new QuorumWatch(controller, cluster.peers(), machine.clock(), machine.timer(), cluster.voters());
        peerDesk = new PeerDesk(controller, sessions, presence, quorumWatch);
        if (!cluster.isAlone()) {
            new LeaderBalance(controller, machine.timer(), settings).start();
            new InternalReplication(controller, machine.timer(), settings).start();
        }
        sentQuota = new ReplicationQuota(machine.clock());
        fetchedQuota = new ReplicationQuota(machine.clock());
        Lane fetchLane = machine.fetchLane();
        fetchers = fetchLane == null ? null : fetchers(fetchLane);
        partitions = new Partitions(
                new Surroundings(directory, options.durability(), machine.forces(), machine.timer(), replication()),
                machine.partitionLanes(),
                this::partitionConfig,
                fetchers == null ? FollowedPartitions.NONE : fetchers);
        replicaFetches = new ReplicaFetches(
                partitions,
                machine.timer(),
                machine.reads(),
                isRackAware(),
                sentQuota,
                isolation::heard,
                traffic::replicatedThere);
        coordinators = new Coordinators(
                brokerId(),
                controller,
                settings,
                GroupConfiguration.of(settings, options.groups()),
                partitions,
                cluster.peers(),
                cluster.isAlone() ? null : peerDesk,
                machine);
        follower = new MetadataFollower(brokerId(), partitions, replicaFetches, coordinators, this::limitReplication);
        replicationWatch = new ReplicationWatch(
                brokerId(), partitions, controller::image, () -> controller.controllerId() == brokerId());
        housekeeping =
                new Housekeeping(machine.clock(), machine.timer(), machine.reads(), settings, directory, partitions);
    }

    int brokerId() {
        return options.settings().brokerId();
    }

    /**
     * Reads the metadata; completes once it is known to be current, and to know that this broker's earlier life is over, which takes a
     * controller. Any number of times.
     */
    CompletionStage<?> learn() {
        return controller.start().thenCompose(learned -> endEarlierLife());
    }

    /** What it led this broker leads no more: who holds the directory's lock knows that it is over. Asks until a controller decides. */
    private CompletionStage<Outcome<Void>> endEarlierLife() {
        BrokerImage earlier = controller.image().broker(brokerId());
        return earlier != null && !earlier.fenced() && earlier.logDirectoryId().equals(directory.directoryId())
                ? controller
                        .submit(new MetadataCommand.FenceBroker(brokerId(), earlier.brokerEpoch()))
                        .exceptionallyCompose(failure -> Stages.cause(failure) instanceof Refused refused
                                        && refused.code() == Errors.REQUEST_TIMED_OUT
                                ? endEarlierLife()
                                : CompletableFuture.failedFuture(failure))
                : CompletableFuture.completedFuture(Outcome.done());
    }

    /** What a start that has not come to its end waits for, in words for the log. */
    CompletionStage<String> waitsFor() {
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

    /** Opens all partitions, recovering what an unclean end left, and waits for that. None is led before the broker is registered. */
    void open() throws IOException {
        MetadataImage image = controller.image();
        limitReplication();
        partitions.start(image);
        forceWhatIsInherited();
        controller.listen(image, new SinceRegistration(brokerId(), incarnation, image, follower));
        controller.listen(image, replicationWatch);
        housekeeping.start();
    }

    /** What a life without forces left must not be taken for forced because this life forces. */
    private void forceWhatIsInherited() throws IOException {
        if (options.durability() == Durability.FSYNC && !directory.wasShutDownCleanly() && !bootMark.wasForced()) {
            directory.force();
        }
    }

    /**
     * Tells the cluster where clients reach this broker; completes with its broker epoch once it may serve them, and has loaded
     * the groups that it coordinates.
     */
    CompletionStage<Long> announce(String host, int port) {
        return presence.announce(new MetadataCommand.RegisterBroker(
                        brokerId(),
                        incarnation,
                        directoryId,
                        directory.directoryId(),
                        host,
                        port,
                        options.cluster().peerHost(),
                        options.cluster().peerPort(),
                        settings.value("broker.rack"),
                        lostNothing))
                .thenCompose(epoch -> {
                    warnOfAnotherMinIsr();
                    return follower.loading().thenApply(loaded -> epoch);
                });
    }

    /** All brokers go by one number, whatever they are started with; who changes it in a configuration alone should hear of that. */
    private void warnOfAnotherMinIsr() {
        String started = settings.overruled(MIN_INSYNC_REPLICAS);
        if (started != null) {
            LOG.log(
                    Level.WARNING,
                    "min.insync.replicas={0} in the configuration of this broker is not in force: all brokers go by {1}. "
                            + "./suiro config set --all-brokers min.insync.replicas={0} changes that",
                    started,
                    settings.required(MIN_INSYNC_REPLICAS));
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

    /** Hands over what this broker leads to those that can take it, if they do in time. */
    CompletionStage<Void> leave(long graceMs) {
        return options.cluster().isAlone() ? CompletableFuture.completedFuture(null) : presence.leave(graceMs);
    }

    /** No round of housekeeping begins any more, and nothing is fetched. */
    void quieten() {
        presence.fallSilent();
        housekeeping.stop();
        if (fetchers != null) {
            fetchers.stop();
        }
    }

    /** Marks the directory as closed cleanly, unless something may be lost that the controller has not been told of. */
    void close() throws IOException {
        if (lostNothing || registered) {
            directory.close();
        } else {
            directory.closeUnmarked();
        }
    }

    boolean isCordoned() {
        BrokerImage self = controller.image().broker(brokerId());
        return self != null && self.cordoned();
    }

    /** Consumers in the rack of a follower read there (KIP-392). */
    boolean isRackAware() {
        return settings.value("replica.selector.class") != null;
    }

    private Replication replication() {
        return new Replication(
                brokerId(),
                machine.clock(),
                new ControllerIsrChanges(brokerId(), controller, presence::brokerEpoch),
                new RegisteredBrokers(brokerId(), controller, isolation),
                new WarmUp(WarmUp.USUAL_MS),
                settings.longOf("replica.lag.time.max.ms"));
    }

    private ReplicaFetchers fetchers(Lane lane) {
        return new ReplicaFetchers(
                brokerId(),
                options.leaders(),
                lane,
                machine.timer(),
                presence::brokerEpoch,
                new FetcherLimits(
                        settings.intOf("replica.fetch.wait.max.ms"),
                        settings.intOf("replica.fetch.min.bytes"),
                        settings.intOf("replica.fetch.max.bytes"),
                        settings.intOf("replica.fetch.response.max.bytes")),
                fetchedQuota,
                traffic::replicatedHere);
    }

    private void limitReplication() {
        sentQuota.limit(settings.longOf("leader.replication.throttled.rate"));
        fetchedQuota.limit(settings.longOf("follower.replication.throttled.rate"));
    }

    private PartitionConfig partitionConfig(String topic) {
        return PartitionConfig.of(settings.topicValues(topic), settings.longOf("producer.id.expiration.ms"));
    }
}
