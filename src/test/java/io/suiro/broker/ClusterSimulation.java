package io.suiro.broker;

import io.suiro.base.FaultDisk;
import io.suiro.base.SimulatedTime;
import io.suiro.broker.SimulatedMachine.Life;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Outcome;
import io.suiro.replica.Durability;
import io.suiro.replica.Partition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * One run of a cluster of whole brokers, in one thread, through what its seed chooses: three to five of them, as {@link Core} puts them
 * together, on disks, clocks and a network that fail; topics that come and go, records, reassignments, elections. A run has rounds: in
 * each all sorts of things happen for a while, then all is made well, and must become so. What must hold is {@link ClusterOracle}'s.
 *
 * <p>What is promised: of a topic whose effective {@code min.insync.replicas} is two, nothing acknowledged is lost while no more than one
 * machine at a time has lost something it had not forced. A machine counts as one that has lost something from the moment its power, its disk
 * or an operation of its disk fails, until all partitions that it has a replica of have it in sync again; meanwhile no other is made
 * to lose anything, but any number may be killed, paused or cut off. Where records are forced before they are acknowledged, a power failure
 * loses nothing and may come at any time. A topic with fewer than two in sync is no longer looked at for losses once a machine that has a replica of it
 * loses something, nor is one that allows unclean elections; their replicas must still come to agree. Of the voters' disks no more than one
 * is lost, and another only once all is well again.
 */
final class ClusterSimulation {
    private static final int ROUNDS = 3;
    private static final int STEPS = 90;
    private static final int LONGEST_STEP_MS = 400;
    private static final long CALM_MS = 90_000;
    private static final long ASK_AGAIN_MS = 5_000;
    private static final int MOST_TOPICS = 4;

    private final Random random;
    private final SimulatedTime time = new SimulatedTime();
    private final ClusterOracle oracle = new ClusterOracle();
    private final SimulatedNetwork network;
    private final List<SimulatedMachine> machines;
    private final List<SimulatedProducer> producers = new ArrayList<>();
    private final Durability durability;
    private final List<String> story = new ArrayList<>();
    private MetadataImage told = MetadataImage.EMPTY;
    private int topics;
    /** The machine that has lost something and is not in sync everywhere again. */
    private @Nullable SimulatedMachine behind;
    /** That, until the controller knows of the loss. */
    private boolean isUndeclared;
    /** Index of the metadata when it lost something. */
    private long lostAtIndex;

    ClusterSimulation(long seed) {
        random = new Random(seed);
        durability = random.nextInt(4) == 0 ? Durability.FSYNC : Durability.REPLICATED;
        int count = 3 + random.nextInt(3);
        network = new SimulatedNetwork(time, random, this::machine);
        SimulatedMachine.Setup setup = new SimulatedMachine.Setup(
                IntStream.range(0, count).boxed().toList(),
                0,
                count == 5 && random.nextBoolean() ? 5 : 3,
                durability,
                Map.of(
                        "replica.lag.time.max.ms",
                        Integer.toString(1_000 + random.nextInt(5_000)),
                        "leader.imbalance.check.interval.seconds",
                        Integer.toString(2 + random.nextInt(60)),
                        "log.flush.offset.checkpoint.interval.ms",
                        Integer.toString(500 + random.nextInt(10_000)),
                        "replica.fetch.wait.max.ms",
                        Integer.toString(50 + random.nextInt(450))),
                random.nextBoolean() ? 500 + random.nextInt(5_000) : 1 << 20);
        machines = IntStream.range(0, count)
                .mapToObj(id -> new SimulatedMachine(id, seed * 31 + id, random, time, network, setup))
                .toList();
    }

    /** What has happened, for whoever looks into a failure. */
    String story() {
        return durability + "\n" + String.join("\n", story);
    }

    int acknowledged() {
        return oracle.acknowledged();
    }

    private void tell(String event) {
        story.add(time.nowMs() % 100_000_000 + " " + event);
    }

    private SimulatedMachine machine(int id) {
        return machines.get(id);
    }

    void run() throws IOException {
        machines.forEach(SimulatedMachine::start);
        settleDown();
        for (int round = 0; round < ROUNDS; round++) {
            for (int step = 0; step < STEPS; step++) {
                step();
                if (step % 10 == 0) {
                    check();
                }
            }
            heal();
            settleDown();
        }
    }

    // ---- time

    private void pass(long ms) {
        time.advance(ms, () -> work(random.nextInt(40)));
        work(200);
        oracle.observe(machines);
        tellChanges();
        forgive();
    }

    @SuppressWarnings("ReferenceEquality")
    private void tellChanges() {
        MetadataImage now = oracle.latest();
        for (TopicImage topic : now == told ? List.<TopicImage>of() : now.topicsByName()) {
            TopicImage before = told.topic(topic.id());
            for (int i = 0; i < topic.partitions().size(); i++) {
                PartitionImage image = topic.partitions().get(i);
                if (before == null || !image.equals(before.partition(i))) {
                    tell("[" + now.index() + "] " + topic.name() + "-" + i + " " + image);
                }
            }
        }
        told = now;
    }

    /** Does some of what is to be done, in an order that only keeps each lane's. */
    private void work(int tasks) {
        int left = tasks;
        boolean more = true;
        while (more && left > 0) {
            more = false;
            int from = random.nextInt(machines.size());
            for (int i = 0; i < machines.size(); i++) {
                SimulatedMachine machine = machines.get((from + i) % machines.size());
                if (machine.isRunning() && machine.life().runOne()) {
                    more = true;
                    left--;
                }
            }
        }
    }

    private void step() throws IOException {
        for (SimulatedProducer producer : producers) {
            if (random.nextInt(3) == 0) {
                producer.produce();
            }
        }
        if (random.nextInt(100) < 40) {
            befall();
        }
        if (random.nextInt(100) < 12) {
            administer();
        }
        pass(random.nextInt(random.nextInt(8) == 0 ? 5 * LONGEST_STEP_MS : LONGEST_STEP_MS));
    }

    // ---- what befalls the machines

    private void befall() throws IOException {
        SimulatedMachine machine = victim();
        switch (random.nextInt(20)) {
            case 0, 1 -> {
                tell("killed " + machine);
                machine.kill();
            }
            case 2 -> crash(machine, false);
            case 3 -> crash(machine, random.nextBoolean());
            case 4, 5, 6, 7 -> {
                if (machine.life == null) {
                    machine.start();
                    tell("started " + machine);
                }
            }
            case 8 -> {
                if (machine.life != null) {
                    machine.isPaused = !machine.isPaused;
                    tell((machine.isPaused ? "paused " : "resumed ") + machine);
                }
            }
            case 9 -> machines.forEach(each -> each.isPaused = false);
            case 10 -> {
                int other = random.nextInt(machines.size());
                tell("cut from " + machine + " to " + other);
                network.cut(machine.id, other);
            }
            case 11 -> {
                tell("cut off " + machine);
                for (SimulatedMachine other : machines) {
                    network.cut(machine.id, other.id);
                    network.cut(other.id, machine.id);
                }
            }
            case 12, 13 -> {
                tell("no cuts");
                network.heal();
                network.slow(1 + random.nextInt(random.nextInt(5) == 0 ? 200 : 15));
            }
            case 14 -> network.reset(machine.id, random.nextInt(machines.size()));
            case 15 -> {
                machine.clockErrorMs = random.nextInt(3_600_000) - 1_800_000L;
                tell("the clock jumps of " + machine);
            }
            case 16 -> machine.slowDiskMs = random.nextBoolean() ? 0 : 1 + random.nextInt(200);
            case 17 -> failDisk(machine);
            case 18 -> {
                if (machine.life != null) {
                    tell("shuts down " + machine);
                    machine.life().shutDown();
                }
            }
            default -> loseDisk(machine);
        }
    }

    private SimulatedMachine victim() {
        Life controller = random.nextInt(4) == 0 ? controller() : null;
        return controller == null ? machines.get(random.nextInt(machines.size())) : controller.machine();
    }

    private @Nullable Life controller() {
        for (SimulatedMachine machine : machines) {
            if (machine.life != null && machine.life().core().controller.controllerId() == machine.id) {
                return machine.life();
            }
        }
        return null;
    }

    private void crash(SimulatedMachine machine, boolean silently) {
        if (durability == Durability.FSYNC || mayLose(machine)) {
            if (durability == Durability.REPLICATED) {
                loses(machine);
            }
            tell((silently ? "vanished " : "crashed ") + machine);
            machine.crash(silently);
        }
    }

    private boolean mayLose(SimulatedMachine machine) {
        return behind == null || behind == machine;
    }

    private void loses(SimulatedMachine machine) {
        behind = machine;
        isUndeclared = true;
        lostAtIndex = oracle.latest().index();
        for (TopicImage topic : oracle.latest().topicsByName()) {
            boolean concerned =
                    topic.partitions().stream().anyMatch(each -> each.replicas().contains(machine.id));
            if (concerned && needed(topic) < 2) {
                oracle.mayLose(topic.id());
            }
        }
    }

    /** The effective {@code min.insync.replicas}, before and after a reassignment that is under way. */
    private int needed(TopicImage topic) {
        String configured = oracle.latest()
                .configs(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                .getOrDefault("min.insync.replicas", "1");
        int replicas = topic.partitions().stream()
                .mapToInt(each -> each.replicas().size()
                        - Math.max(each.adding().size(), each.removing().size()))
                .min()
                .orElse(0);
        return Math.min(Integer.parseInt(configured), replicas);
    }

    /** What fails is made up for by a new start of the machine alone. */
    private void failDisk(SimulatedMachine machine) {
        if (machine.life != null && mayLose(machine)) {
            loses(machine);
            if (random.nextInt(3) == 0) {
                tell("full is the disk of " + machine);
                machine.disk.capacity(machine.disk.used() + random.nextInt(2_000));
                machine.wasFull = true;
            } else {
                FaultDisk.Operation[] operations = FaultDisk.Operation.values();
                FaultDisk.Operation operation = operations[random.nextInt(operations.length)];
                tell("fails to " + operation + " the disk of " + machine);
                machine.disk.failAfter(operation, random.nextInt(8));
            }
        }
    }

    /** Only while all voters are known to hold all metadata. */
    private void loseDisk(SimulatedMachine machine) throws IOException {
        List<Voter> voters = oracle.latest().voters();
        boolean calm = behind == null && voters.size() >= 3;
        for (SimulatedMachine each : machines) {
            calm &= each.isRunning() && each.life().isAnnounced;
            calm &= each.life != null
                    && each.life().core().controller.image().index()
                            == oracle.latest().index();
        }
        for (Voter voter : voters) {
            BrokerImage broker = oracle.latest().broker(voter.id());
            calm &= broker != null && broker.isActive() && broker.directoryId().equals(voter.directoryId());
        }
        if (calm) {
            loses(machine);
            tell("lost is the disk of " + machine);
            machine.loseDisk();
        }
    }

    /** Whether who has lost something has what all others have. */
    private void forgive() {
        SimulatedMachine lossy = behind;
        if (lossy == null) {
            return;
        }
        MetadataImage image = oracle.latest();
        BrokerImage broker = image.broker(lossy.id);
        if (broker == null || broker.brokerEpoch() <= lostAtIndex || !lossy.isRunning() || !lossy.life().isAnnounced) {
            return;
        }
        isUndeclared = false;
        boolean inSync = lossy.disk.usableBytes(SimulatedMachine.DATA) > 1 << 30 && broker.isActive();
        for (TopicImage topic : image.topicsByName()) {
            for (int i = 0; i < topic.partitions().size(); i++) {
                PartitionImage partition = topic.partitions().get(i);
                inSync &= !partition.replicas().contains(lossy.id) || isWhole(topic, i, partition);
            }
        }
        boolean votes = image.voters().stream()
                .allMatch(voter -> voter.id() != lossy.id || voter.directoryId().equals(broker.directoryId()));
        if (inSync && votes && image.voters().size() >= 3) {
            behind = null;
        }
    }

    private boolean isWhole(TopicImage topic, int number, PartitionImage image) {
        for (int id : image.replicas()) {
            SimulatedMachine machine = machine(id);
            Partition partition = machine.life == null
                    ? null
                    : machine.life().core().partitions.find(new TopicPartition(topic.name(), number));
            if (!image.isr().contains(id) || partition == null || !oracle.holdsAll(partition)) {
                return false;
            }
        }
        return true;
    }

    // ---- what people do

    private void administer() {
        Life life = anyBroker();
        if (life == null) {
            return;
        }
        List<TopicImage> known = life.core().controller.image().topicsByName();
        int dice = random.nextInt(10);
        if (dice < 3 || known.isEmpty()) {
            if (known.size() < MOST_TOPICS) {
                createTopic(life);
            }
            return;
        }
        TopicImage topic = known.get(random.nextInt(known.size()));
        int partition = random.nextInt(topic.partitions().size());
        if (dice < 4) {
            tell("deletes " + topic.name());
            oracle.mayBeDeleted(topic.id());
            producers.stream()
                    .filter(producer -> producer.topicId.equals(topic.id()))
                    .forEach(SimulatedProducer::stop);
            producers.removeIf(producer -> producer.topicId.equals(topic.id()));
            var _ = submit(life, new MetadataCommand.DeleteTopic(topic.id()));
        } else if (dice < 7) {
            List<Integer> ids =
                    new ArrayList<>(IntStream.range(0, machines.size()).boxed().toList());
            Collections.shuffle(ids, random);
            int replicas = topic.partitions().get(partition).replicas().size()
                    - topic.partitions().get(partition).adding().size();
            List<Integer> target = random.nextInt(4) == 0 ? null : List.copyOf(ids.subList(0, Math.max(1, replicas)));
            tell("reassigns " + topic.name() + "-" + partition + " to " + target);
            var _ = submit(life, new MetadataCommand.ReassignPartition(topic.name(), partition, target, false));
        } else {
            var _ = submit(life, new MetadataCommand.ElectLeaders(ElectionType.PREFERRED, topic.name(), partition));
        }
    }

    private static <R> CompletionStage<R> submit(Life life, MetadataCommand<R> command) {
        return life.core().controller.submit(command);
    }

    private void createTopic(Life life) {
        String name = "topic" + topics++;
        int replicas = random.nextInt(6) == 0 ? 1 + random.nextInt(2) : 3;
        int needed = random.nextInt(6) == 0 ? 1 : 2;
        boolean unclean = random.nextInt(8) == 0;
        int partitions = 1 + random.nextInt(3);
        tell("creates " + name + " with " + partitions + " partitions, " + replicas + " replicas, min.insync.replicas "
                + needed + (unclean ? ", unclean elections" : ""));
        submit(
                        life,
                        new MetadataCommand.CreateTopic(
                                name,
                                partitions,
                                (short) replicas,
                                Map.of(),
                                Map.of(
                                        "min.insync.replicas",
                                        Integer.toString(needed),
                                        "unclean.leader.election.enable",
                                        Boolean.toString(unclean),
                                        "retention.ms",
                                        "-1",
                                        "segment.ms",
                                        Integer.toString(200 + random.nextInt(20_000)),
                                        "segment.jitter.ms",
                                        "0"),
                                false))
                .thenAccept(outcome -> {
                    if (outcome instanceof Outcome.Ok<TopicImage>(TopicImage topic) && !oracle.isDeleted(topic.id())) {
                        oracle.observe(machines);
                        oracle.created(topic);
                        if (unclean || (behind != null && (needed < 2 || replicas < 2))) {
                            oracle.mayLose(topic.id());
                        }
                        for (int i = 0; i < 2 * topic.partitions().size(); i++) {
                            producers.add(new SimulatedProducer(
                                    producers.size() + 100 * topics,
                                    i % 2 == 0,
                                    topic,
                                    i / 2,
                                    time,
                                    random,
                                    network,
                                    oracle,
                                    this::anyBroker,
                                    this::machine));
                        }
                    }
                });
    }

    private @Nullable Life anyBroker() {
        List<Life> open = machines.stream()
                .filter(machine -> machine.isRunning() && machine.life().isOpen)
                .map(SimulatedMachine::life)
                .toList();
        return open.isEmpty() ? null : open.get(random.nextInt(open.size()));
    }

    // ---- what must hold

    private void check() {
        oracle.check(machines, isUndeclared ? Set.of(Objects.requireNonNull(behind).id) : Set.of());
    }

    private void heal() {
        tell("all is made well");
        network.heal();
        for (SimulatedMachine machine : machines) {
            machine.isPaused = false;
            machine.slowDiskMs = 0;
            machine.clockErrorMs = 0;
            machine.disk.failNoMore();
            machine.disk.capacity(Long.MAX_VALUE);
            if (machine.life != null
                    && (machine.wasFull || !machine.life().core().directory.isOnline())) {
                machine.kill();
            }
            machine.wasFull = false;
            machine.start();
        }
    }

    /** Whoever cannot lead for want of what its machine lost is made to, where nothing was promised. */
    private void settleDown() {
        long askedMs = time.nowMs();
        List<String> complaints = List.of("it is too early");
        long untilMs = time.nowMs() + CALM_MS;
        while (!complaints.isEmpty() || !producers.stream().allMatch(SimulatedProducer::isIdle)) {
            if (time.nowMs() > untilMs) {
                throw new AssertionError("all is well for " + CALM_MS + " ms, but " + complaints + ", " + producers);
            }
            pass(100);
            restart();
            complaints = oracle.complaints(machines);
            Life life = anyBroker();
            if (life != null && time.nowMs() - askedMs > ASK_AGAIN_MS) {
                askedMs = time.nowMs();
                electUncleanly(life);
            }
        }
        check();
        oracle.checkOrder(machines);
        behind = null;
        isUndeclared = false;
    }

    /** A controlled shutdown may still have been under way, and a disk's failure be noticed late. */
    private void restart() {
        for (SimulatedMachine machine : machines) {
            if (machine.life != null && !machine.life().core().directory.isOnline()) {
                machine.kill();
            }
            if (machine.life == null) {
                machine.start();
            }
        }
    }

    private void electUncleanly(Life life) {
        for (TopicImage topic : life.core().controller.image().topicsByName()) {
            for (int i = 0; i < topic.partitions().size(); i++) {
                PartitionImage partition = topic.partitions().get(i);
                boolean isPromised = oracle.isPromised(topic.id())
                        && (needed(topic) > 1 || !partition.isr().isEmpty());
                if (partition.leader() < 0 && !isPromised) {
                    oracle.mayLose(topic.id());
                    var _ = submit(life, new MetadataCommand.ElectLeaders(ElectionType.UNCLEAN, topic.name(), i));
                }
            }
        }
    }
}
