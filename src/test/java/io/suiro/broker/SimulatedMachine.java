package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.base.FaultDisk;
import io.suiro.base.FaultDisk.Operation;
import io.suiro.base.Lane;
import io.suiro.base.Lanes;
import io.suiro.base.RequestContext;
import io.suiro.base.Scheduler;
import io.suiro.base.SimulatedTime;
import io.suiro.base.StepLane;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.ClusterOptions;
import io.suiro.cluster.MetadataDirectory;
import io.suiro.cluster.MetadataHome;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerNetwork;
import io.suiro.cluster.PeerRequests;
import io.suiro.config.StaticSettings;
import io.suiro.coordinator.group.GroupPace;
import io.suiro.error.Refused;
import io.suiro.replica.Durability;
import io.suiro.replica.Partition;
import io.suiro.wire.SliceRecords;
import io.suiro.wire.handler.AddPartitionsToTxnHandler;
import io.suiro.wire.handler.EndTxnHandler;
import io.suiro.wire.handler.FetchHandler;
import io.suiro.wire.handler.InitProducerIdHandler;
import io.suiro.wire.handler.ProduceHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * One machine of a {@link ClusterSimulation}: a disk and a clock, which outlive the broker on it, and from each start of that to the next
 * end a {@link Life}.
 */
final class SimulatedMachine {
    static final Path DATA = Path.of("/data");
    private static final String CLUSTER = "simulated";
    private static final long GRACE_MS = 10_000;
    static final int SESSION_MS = 2_500;
    private static final short FETCH_VERSION = 18;

    final int id;
    final FaultDisk disk;
    private final Random random;
    private final SimulatedTime time;
    private final SimulatedNetwork network;
    private final Setup setup;
    private int boots;
    private int lives;
    private @Nullable StepLane busy;

    @Nullable
    Life life;

    boolean isPaused;
    /** Without power: nothing answers. */
    boolean isSilent;
    /** A partition that could not be created for want of room is opened by the next start only. */
    boolean wasFull;
    /** What its clock is wrong by. */
    long clockErrorMs;
    /** What an operation of its disk takes at most, 0 for a disk of which nothing is noticed. */
    int slowDiskMs;

    /**
     * What all brokers of a cluster have in common.
     *
     * @param founder the machine on which the cluster is begun
     */
    record Setup(
            List<Integer> ids,
            int founder,
            int voters,
            Durability durability,
            Map<String, String> settings,
            long metadataSnapshotBytes) {}

    SimulatedMachine(int id, long seed, Random random, SimulatedTime time, SimulatedNetwork network, Setup setup) {
        this.id = id;
        this.disk = new FaultDisk(seed);
        this.random = random;
        this.time = time;
        this.network = network;
        this.setup = setup;
        disk.onOperation(this::takeTime);
    }

    private void takeTime(Operation operation) {
        Life now = life;
        StepLane lane = busy;
        if (slowDiskMs > 0 && now != null && lane != null) {
            now.busyUntilMs.merge(lane, time.nowMs() + random.nextInt(slowDiskMs), Math::max);
        }
    }

    boolean isRunning() {
        return life != null && !isPaused;
    }

    Life life() {
        return Objects.requireNonNull(life);
    }

    /** Does nothing while it runs; a disk that fails ends the attempt. */
    void start() {
        if (life != null) {
            return;
        }
        isSilent = false;
        isPaused = false;
        try {
            MetadataHome home = MetadataHome.look(disk, DATA.resolve(MetadataDirectory.NAME), this::newId);
            if (home.clusterId() == null) {
                if (id == setup.founder && boots == 0) {
                    home.found(CLUSTER);
                } else {
                    home.join(CLUSTER);
                }
            }
            life = new Life(home);
            life().begin();
        } catch (IOException | Refused e) {
            kill();
        }
    }

    private Uuid newId() {
        return new Uuid(random.nextLong(), random.nextLong());
    }

    /** Ends the process. What it wrote is there, unless a force has failed: then only a new start of the machine tells. */
    void kill() {
        if (disk.forceHasFailed()) {
            crash(false);
        } else {
            end(false);
            disk.kill();
        }
    }

    /** Ends the process, and loses what was not forced. */
    void crash(boolean silently) {
        end(silently);
        isSilent = silently;
        disk.crash();
        boots++;
    }

    /** As {@link #crash}, and nothing at all is left. */
    void loseDisk() throws IOException {
        crash(false);
        disk.delete(DATA);
        disk.forceDirectory(DATA.resolve("/"));
    }

    private void end(boolean silently) {
        Life ended = life;
        life = null;
        isPaused = false;
        if (ended != null) {
            network.ended(ended, silently);
        }
    }

    @Override
    public String toString() {
        return life == null ? id + (isSilent ? " without power" : " down") : id + "." + life().number;
    }

    /** What clients that write in transactions ask. */
    record Handlers(
            InitProducerIdHandler initProducerId,
            AddPartitionsToTxnHandler addPartitions,
            ProduceHandler produce,
            EndTxnHandler endTxn) {}

    /** A process. */
    final class Life {
        final int number = ++lives;
        private final StepLane main = new StepLane();
        private final StepLane timers = new StepLane();
        private final StepLane loop = new StepLane();
        private final StepLane reads = new StepLane();
        private final StepLane forces = new StepLane();
        private final StepLane controllerLane = new StepLane();
        private final StepLane metadataLane = new StepLane();
        private final StepLane fetchLane = new StepLane();
        private final List<StepLane> partitionLanes = List.of(new StepLane(), new StepLane());
        private final List<StepLane> lanes = Stream.concat(
                        Stream.of(main, timers, loop, reads, forces, controllerLane, metadataLane, fetchLane),
                        partitionLanes.stream())
                .toList();
        private final Map<StepLane, Long> busyUntilMs = new HashMap<>();
        private final SimulatedNetwork.Peers peers = network.new Peers(this);
        private final Core core;
        private final FetchHandler fetchHandler;
        private final Produce produce;
        private final Handlers handlers;
        /** By partition, as last seen. */
        final Map<Partition, Long> seenHighWatermarks = new HashMap<>();

        /** Its partitions are open. */
        boolean isOpen;
        /** The controller has said that it serves. */
        boolean isAnnounced;

        private boolean isLeaving;

        private Life(MetadataHome home) throws IOException {
            Clock clock = new Clock() {
                @Override
                public long nowMs() {
                    return time.nowMs() + clockErrorMs;
                }

                @Override
                public long nanoTime() {
                    return TimeUnit.MILLISECONDS.toNanos(time.nowMs());
                }
            };
            Scheduler scheduler = this::schedule;
            core = new Core(
                    new BrokerOptions(
                            DATA,
                            new StaticSettings(id, setup.settings),
                            1,
                            GroupPace.DEFAULTS,
                            setup.durability,
                            ScrubOptions.OFF,
                            new ClusterOptions(
                                    peers,
                                    () -> Set.copyOf(setup.ids),
                                    "node" + id,
                                    9_000 + id,
                                    setup.voters,
                                    200,
                                    SESSION_MS,
                                    1_000),
                            network.leadersOf(this),
                            PeerRequests.NONE),
                    home,
                    new Machine(
                            disk,
                            "boot " + boots,
                            clock,
                            scheduler,
                            new PartitionLanes(),
                            controllerLane,
                            metadataLane,
                            fetchLane,
                            reads,
                            forces,
                            SimulatedMachine.this::newId,
                            random),
                    setup.metadataSnapshotBytes);
            produce = new Produce(core.partitions, scheduler, new Traffic(), core.coordinators.admissions);
            fetchHandler = new FetchHandler(
                    new FetchRecords(core.partitions, scheduler, reads, new Traffic(), false),
                    core.replicaFetches,
                    new FetchSessions(10, clock),
                    new TopicNames(core.controller::image, core.partitions::find),
                    new CurrentLeaders(core.controller),
                    1 << 20);
            Coordinators coordinators = core.coordinators;
            handlers = new Handlers(
                    new InitProducerIdHandler(coordinators.producerIds, coordinators.transactions),
                    new AddPartitionsToTxnHandler(
                            coordinators.transactions, new Topics(core.controller, core.settings)),
                    new ProduceHandler(
                            produce,
                            new TopicNames(core.controller::image, core.partitions::find),
                            new CurrentLeaders(core.controller)),
                    new EndTxnHandler(coordinators.transactions));
        }

        private void begin() {
            core.controller.listen(MetadataImage.EMPTY, (before, after) -> {
                for (BrokerImage broker : after.brokers().values()) {
                    if (broker.id() != id) {
                        peers.watch(broker.id());
                    }
                }
            });
            setup.ids.stream().filter(other -> other != id).forEach(peers::watch);
            core.learn()
                    .whenComplete((learnt, failure) -> main.execute(() -> {
                        if (failure == null) {
                            open();
                        } else {
                            kill();
                        }
                    }));
        }

        private void open() {
            try {
                core.open();
                isOpen = true;
                core.announce("node" + id, 9_092).whenComplete((epoch, failure) -> isAnnounced = failure == null);
            } catch (IOException | Refused | CompletionException e) {
                kill();
            }
        }

        int id() {
            return id;
        }

        boolean isOver() {
            return life != this;
        }

        boolean isPaused() {
            return isPaused;
        }

        SimulatedMachine machine() {
            return SimulatedMachine.this;
        }

        Core core() {
            return core;
        }

        Produce produce() {
            return produce;
        }

        Handlers handlers() {
            return handlers;
        }

        SimulatedNetwork.Peers peers() {
            return peers;
        }

        PeerNetwork.Receiver receiver() {
            return core.peerDesk;
        }

        void onLoop(Runnable task) {
            if (!isOver()) {
                loop.execute(task);
            }
        }

        private Scheduler.Timer schedule(long delayMs, Runnable task) {
            boolean[] cancelled = {false};
            Scheduler.Timer timer = time.schedule(delayMs, () -> {
                if (!isOver()) {
                    timers.execute(() -> {
                        if (!cancelled[0]) {
                            task.run();
                        }
                    });
                }
            });
            return () -> {
                cancelled[0] = true;
                timer.cancel();
            };
        }

        /** Whether there is something to do, and some of it has been done. */
        boolean runOne() {
            int from = random.nextInt(lanes.size());
            for (int i = 0; i < lanes.size(); i++) {
                StepLane lane = lanes.get((from + i) % lanes.size());
                if (!lane.isIdle() && busyUntilMs.getOrDefault(lane, 0L) <= time.nowMs()) {
                    run(lane);
                    return true;
                }
            }
            return false;
        }

        private void run(StepLane lane) {
            StepLane before = busy;
            busy = lane;
            try {
                lane.runOne();
            } finally {
                busy = before;
            }
        }

        /** A controlled shutdown; the machine is without a process when it is over. */
        void shutDown() {
            if (isLeaving || !isOpen) {
                return;
            }
            isLeaving = true;
            CompletableFuture<Void> left = core.leave(GRACE_MS).toCompletableFuture();
            schedule(GRACE_MS, () -> left.complete(null));
            var _ = left.whenComplete((done, failure) -> main.execute(() -> {
                core.quieten();
                core.controller.stop().whenComplete((stopped, failed) -> main.execute(this::close));
            }));
        }

        private void close() {
            for (StepLane lane : lanes) {
                while (lane != main && lane != timers && lane != loop && !lane.isIdle()) {
                    run(lane);
                }
            }
            try {
                core.close();
            } catch (IOException e) {
                // It will be recovered.
                kill();
                return;
            }
            kill();
        }

        CompletionStage<FetchResponseData> serve(FetchRequestData request, int from) {
            CompletableFuture<FetchResponseData> answer = new CompletableFuture<>();
            RequestContext context = new RequestContext(FETCH_VERSION, "", "node" + from, 1, from);
            try {
                fetchHandler
                        .handle(request, context)
                        .whenComplete((data, failure) -> schedule(
                                random.nextInt(3),
                                () -> loop.execute(() -> {
                                    if (failure == null) {
                                        send(data, answer);
                                    } else {
                                        answer.completeExceptionally(failure);
                                    }
                                })));
            } catch (Refused e) {
                answer.completeExceptionally(e);
            }
            return answer;
        }

        /** Reads what was found, which may have changed since, as sendfile does. */
        private static void send(FetchResponseData data, CompletableFuture<FetchResponseData> answer) {
            try {
                for (FetchableTopicResponse topic : data.responses()) {
                    for (PartitionData partition : topic.partitions()) {
                        if (partition.records() instanceof SliceRecords records) {
                            try (records) {
                                partition.setRecords(MemoryRecords.readableRecords(
                                        records.slice().read()));
                            }
                        }
                    }
                }
                answer.complete(data);
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        }

        /** Whoever waits for a lane sees it work. */
        private final class PartitionLanes implements Lanes {
            @Override
            public Lane laneFor(int hash) {
                return partitionLanes.get(Math.floorMod(hash, partitionLanes.size()));
            }

            @Override
            public <T> T await(CompletableFuture<T> done) {
                while (!done.isDone()) {
                    run(partitionLanes.stream()
                            .filter(lane -> !lane.isIdle())
                            .findAny()
                            .orElseThrow(() -> new AssertionError("waits for lanes that have nothing to do")));
                }
                return done.join();
            }
        }

        @Override
        public String toString() {
            return id + "." + number;
        }
    }
}
