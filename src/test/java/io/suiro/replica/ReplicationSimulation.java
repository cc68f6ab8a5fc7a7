package io.suiro.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.SimulatedTime;
import io.suiro.base.StepLane;
import io.suiro.cluster.PartitionImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import io.suiro.log.AppendOrigin;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.replica.SimulatedBroker.Life;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.jspecify.annotations.Nullable;

/**
 * One run of a replicated partition through what its seed chooses: three to five brokers, of which three have replicas, with
 * disks, a network and a controller; appends with acks 1 and all to whoever may lead; processes killed, machines that lose what
 * was not forced, restarts, pauses, cut links, metadata that comes late, leaders moved, copying throttled. What must hold:
 *
 * <ul>
 *   <li>a leader acknowledges acks=all with {@code min.insync.replicas} in sync only;
 *   <li>what a leader has acknowledged with acks=all, or has shown below its high watermark, stays where it is: every in-sync or
 *       eligible replica that runs has it;
 *   <li>whatever lies below a replica's high watermark is that;
 *   <li>a high watermark never goes back while its broker runs;
 *   <li>records that are said to be deleted are deleted on every replica that its leader takes for alive;
 *   <li>once everything is whole again all replicas are in sync, with the same log, byte by byte.
 * </ul>
 *
 * It is promised where records are forced, whatever happens; otherwise while fewer machines than {@code min.insync.replicas} lose what
 * was not forced before all replicas are in sync again; and never with unclean elections.
 */
final class ReplicationSimulation implements SimulatedBroker.Network {
    private static final int STEPS = 350;
    private static final int REPLICAS = 3;
    private static final long SESSION_MS = 300;
    private static final long HEALING_MS = 20_000;
    private static final int DELETION_MS = 1_000;

    private final Random random;
    private final SimulatedTime time = new SimulatedTime();
    private final Durability durability;
    private final int minInSync;
    private final boolean unclean;
    private final long throttledRate;
    private final ModelController controller;
    private final List<SimulatedBroker> brokers;
    private final List<Flight> flights = new ArrayList<>();
    private final Set<Set<Integer>> cuts = new HashSet<>();
    private final Set<Integer> cutFromController = new HashSet<>();
    private final NavigableMap<Long, String> committed = new TreeMap<>();
    private long deletedBefore;
    /** From then on followers have to come in sync without anyone looking after them now and then. */
    private boolean healing;

    private long lastCheckInSyncMs;
    private int lossesLeft;
    /** Found where an exception would be lost. */
    private final List<String> violations = new ArrayList<>();

    private final List<String> story = new ArrayList<>();
    private ModelController.@Nullable View told;
    private int appended;
    private int acknowledged;

    /** A request that has not been answered. */
    private record Flight(Life from, int to, CompletableFuture<FetchResponseData> answer) {}

    ReplicationSimulation(long seed) throws IOException {
        random = new Random(seed);
        durability = random.nextInt(3) == 0 ? Durability.FSYNC : Durability.REPLICATED;
        minInSync = 1 + random.nextInt(REPLICAS);
        unclean = random.nextInt(8) == 0;
        throttledRate = random.nextInt(4) == 0 ? 20_000 + random.nextInt(50_000) : ReplicationQuota.UNLIMITED;
        int count = REPLICAS + random.nextInt(3);
        List<Integer> ids = IntStream.rangeClosed(1, count).boxed().toList();
        controller = new ModelController(ids, ids.subList(0, REPLICAS), minInSync, unclean);
        lossesLeft = minInSync - 1;
        PartitionConfig config = config();
        brokers = ids.subList(0, REPLICAS).stream()
                .map(id -> new SimulatedBroker(id, seed * 31 + id, time, durability, config, throttledRate, this))
                .toList();
        for (SimulatedBroker broker : brokers) {
            broker.start(controller.latest());
        }
    }

    private PartitionConfig config() {
        Function<String, String> defaults =
                EffectiveSettings.of(StaticSettings.defaults(1)).topicValues(SimulatedBroker.ORDERS.topic());
        Map<String, String> altered = Map.of(
                "min.insync.replicas",
                Integer.toString(minInSync),
                "segment.bytes",
                Integer.toString(400 + random.nextInt(1_500)),
                "index.interval.bytes",
                Integer.toString(random.nextInt(400)),
                "retention.ms",
                "-1",
                "leader.replication.throttled.replicas",
                random.nextBoolean() ? "*" : "",
                "follower.replication.throttled.replicas",
                random.nextBoolean() ? "*" : "0:2");
        return PartitionConfig.of(name -> altered.getOrDefault(name, defaults.apply(name)), 86_400_000);
    }

    void run() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            step();
            if (step % 5 == 0) {
                check();
            }
        }
        heal();
        check();
        checkWhole();
    }

    /** What has happened, for whoever looks into a failure. */
    String story() {
        return durability + ", min.insync.replicas " + minInSync + (unclean ? ", unclean elections\n" : "\n")
                + String.join("\n", story);
    }

    private void tell(String event) {
        story.add(time.nowMs() % 10_000_000 + " " + event);
    }

    /** For the test to know that it tests something. */
    int acknowledged() {
        return acknowledged;
    }

    private void step() throws IOException {
        if (random.nextInt(100) < 60) {
            append();
        }
        if (random.nextInt(100) < 22) {
            befall();
        }
        if (random.nextInt(40) == 0) {
            administer();
        }
        pass(random.nextInt(25));
    }

    private void pass(long ms) {
        for (SimulatedBroker broker : brokers) {
            if (broker.isAlive()) {
                tell("broker " + broker.id + " has "
                        + broker.life().partition.log().logEndOffset() + ", HW "
                        + broker.life().partition.highWatermark()
                        + ", view " + broker.life().view.version());
            }
        }
        time.advance(ms, () -> settle(random.nextInt(12)));
        settle(random.nextInt(60));
        control();
    }

    /** Runs some of what is to be done, in an order that only keeps each lane's. */
    private void settle(int tasks) {
        for (int i = 0; i < tasks; i++) {
            List<StepLane> busy = brokers.stream()
                    .filter(SimulatedBroker::isRunning)
                    .flatMap(broker -> broker.life().busyLanes().stream())
                    .toList();
            if (busy.isEmpty()) {
                return;
            }
            busy.get(random.nextInt(busy.size())).runOne();
            brokers.stream().filter(SimulatedBroker::isAlive).forEach(this::checkHighWatermark);
        }
    }

    // ---- clients

    private void append() {
        SimulatedBroker broker = random.nextInt(5) > 0 && controller.leader() > 0
                ? broker(controller.leader())
                : brokers.get(random.nextInt(brokers.size()));
        if (!broker.isRunning()) {
            return;
        }
        boolean safely = random.nextBoolean();
        int count = 1 + random.nextInt(3);
        List<String> values = new ArrayList<>();
        BatchBuilder batch = new BatchBuilder(Codec.NONE);
        for (int i = 0; i < count; i++) {
            String value = "v" + appended++ + "x".repeat(random.nextInt(40));
            values.add(value);
            batch.append(time.nowMs(), null, ByteBuffer.wrap(value.getBytes(UTF_8)));
        }
        PendingAppend pending = broker.life().partition.appending().append(batch.build(), AppendOrigin.CLIENT, safely);
        if (safely) {
            Life leader = broker.life();
            var _ = pending.acknowledged().thenAccept(done -> {
                acknowledged++;
                if (leader.partition.isr().size() < minInSync) {
                    violations.add("broker " + broker.id + " acknowledges with ISR " + leader.partition.isr());
                }
                for (int i = 0; i < count; i++) {
                    commit(done.firstOffset() + i, values.get(i), "acknowledged by broker " + broker.id);
                }
            });
        }
    }

    private void commit(long offset, String value, String how) {
        if (!unclean) {
            String before = committed.putIfAbsent(offset, value);
            if (before != null && !before.equals(value)) {
                violations.add("offset " + offset + " is " + before + " and " + value + ", " + how);
            }
        }
    }

    // ---- what befalls the brokers

    private void befall() throws IOException {
        SimulatedBroker broker = brokers.get(random.nextInt(brokers.size()));
        int event = random.nextInt(10);
        tell("event " + event + " befalls broker " + broker.id);
        switch (event) {
            case 0 -> {
                if (broker.isAlive()) {
                    broker.kill();
                    loseFlights(broker.id);
                }
            }
            case 1 -> crash(broker);
            case 2, 3, 4 -> start(broker);
            case 5 -> broker.paused = broker.isAlive() && random.nextBoolean();
            case 6 -> {
                cuts.add(Set.of(broker.id, other(broker)));
                loseFlights(broker.id);
            }
            case 7 -> cuts.clear();
            case 8 -> cutFromController.add(broker.id);
            default -> cutFromController.clear();
        }
    }

    private int other(SimulatedBroker broker) {
        return broker.id % REPLICAS + 1;
    }

    private void crash(SimulatedBroker broker) {
        boolean loses = durability == Durability.REPLICATED;
        if (loses && !unclean && !broker.lossy && lossesLeft == 0) {
            return;
        }
        if (loses && !broker.lossy) {
            lossesLeft--;
            broker.lossy = true;
        }
        tell("broker " + broker.id + " crashes");
        broker.crash();
        loseFlights(broker.id);
    }

    private void start(SimulatedBroker broker) throws IOException {
        if (!broker.isAlive() && !cutFromController.contains(broker.id)) {
            long epoch = controller.register(broker.id, !broker.lossy);
            tell("broker " + broker.id + " starts" + (broker.lossy ? ", having lost something" : ""));
            broker.lossy = false;
            broker.silentSinceMs = time.nowMs();
            int latest = controller.latest().version();
            broker.start(controller.view((int) epoch + random.nextInt(latest - (int) epoch + 1)));
        }
    }

    private void administer() throws IOException {
        SimulatedBroker broker = brokers.get(random.nextInt(brokers.size()));
        if (random.nextInt(3) == 0) {
            controller.moveLeader(broker.id);
        } else if (broker.isRunning() && random.nextBoolean()) {
            broker.life().directory.checkpoint();
        } else if (broker.isRunning() && broker.life().partition.isLeader()) {
            long start = broker.life().partition.log().logStartOffset();
            delete(broker, start + random.nextInt((int) (broker.life().partition.highWatermark() - start) + 1));
        }
    }

    private CompletionStage<Void> delete(SimulatedBroker broker, long offset) {
        Life leader = broker.life();
        deletedBefore = Math.max(deletedBefore, offset);
        return leader.partition
                .upkeep()
                .deleteRecordsBefore(offset, DELETION_MS)
                .thenAccept(lowWatermark -> {
                    for (SimulatedBroker other : brokers) {
                        Life life = other.life;
                        if (life != null
                                && leader.view.epochs().getOrDefault(other.id, -1L) == life.brokerEpoch
                                && !leader.view.fenced().contains(other.id)
                                && life.partition.leaderEpoch() == leader.partition.leaderEpoch()
                                && life.partition.log().logStartOffset() < Math.max(offset, lowWatermark)) {
                            violations.add(
                                    "broker " + other.id + " still has what broker " + broker.id + " says is deleted");
                        }
                    }
                });
    }

    private SimulatedBroker broker(int id) {
        return brokers.get(id - 1);
    }

    /** Heartbeats, metadata, and the look at followers that lag. */
    private void control() {
        if (!controller.latest().equals(told)) {
            told = controller.latest();
            tell(told + " ELR " + controller.elr());
        }
        boolean checkInSync = !healing && time.nowMs() - lastCheckInSyncMs > 100;
        for (SimulatedBroker broker : brokers) {
            boolean heard = broker.isRunning() && !cutFromController.contains(broker.id);
            if (heard) {
                broker.silentSinceMs = time.nowMs();
                if (random.nextBoolean()
                        && broker.life().view.version() < controller.latest().version()) {
                    broker.life().apply(controller.view(broker.life().view.version() + 1));
                }
                if (controller.isFenced(broker.id)) {
                    controller.unfence(broker.id);
                }
            } else if (time.nowMs() - broker.silentSinceMs > SESSION_MS && !controller.isFenced(broker.id)) {
                controller.fence(broker.id);
            }
            if (checkInSync && broker.isRunning()) {
                broker.life().partition.leading().checkInSync();
                lastCheckInSyncMs = time.nowMs();
            }
        }
        if (controller.isr().size() == REPLICAS && brokers.stream().noneMatch(broker -> broker.lossy) && isForgiven()) {
            lossesLeft = minInSync - 1;
        }
    }

    /** Whether every replica holds everything that matters. */
    private boolean isForgiven() {
        return brokers.stream()
                .allMatch(broker -> broker.isRunning()
                        && broker.life().partition.log().logEndOffset() >= committed.size() + 0L
                        && (committed.isEmpty() || broker.life().partition.log().logEndOffset() > committed.lastKey()));
    }

    // ---- the network

    @Override
    public CompletionStage<FetchResponseData> fetch(SimulatedBroker from, int to, FetchRequestData request) {
        CompletableFuture<FetchResponseData> answer = new CompletableFuture<>();
        Life asking = from.life();
        Life asked = broker(to).life;
        if (asked == null || cuts.contains(Set.of(from.id, to))) {
            later(() -> fail(asking, from, answer));
            return answer;
        }
        Flight flight = new Flight(asking, to, answer);
        flights.add(flight);
        later(() -> {
            if (broker(to).life == asked) {
                asked.loop.execute(() -> asked.serve(request)
                        .whenComplete((data, failure) -> later(() -> {
                            if (flights.remove(flight) && from.life == asking) {
                                asking.loop.execute(() -> answer.complete(data));
                            }
                        })));
            }
        });
        return answer;
    }

    private void fail(Life asking, SimulatedBroker from, CompletableFuture<?> answer) {
        if (from.life == asking) {
            asking.loop.execute(() -> answer.completeExceptionally(new IOException("cut")));
        }
    }

    /** Requests that are on their way may still arrive; nobody hears of it. */
    private void loseFlights(int id) {
        List<Flight> lost = flights.stream()
                .filter(flight -> flight.to == id || broker(id).life == flight.from)
                .toList();
        flights.removeAll(lost);
        for (Flight flight : lost) {
            for (SimulatedBroker broker : brokers) {
                if (broker.life == flight.from) {
                    later(() -> fail(flight.from, broker, flight.answer));
                }
            }
        }
    }

    @Override
    public CompletionStage<Outcome<PartitionImage>> alter(
            SimulatedBroker from, int leaderEpoch, int partitionEpoch, List<Integer> isr, List<Long> epochs) {
        CompletableFuture<Outcome<PartitionImage>> answer = new CompletableFuture<>();
        Life asking = from.life();
        later(() -> {
            if (cutFromController.contains(from.id)) {
                later(() -> fail(asking, from, answer));
                return;
            }
            Outcome<PartitionImage> outcome =
                    controller.alter(from.id, asking.brokerEpoch, leaderEpoch, partitionEpoch, isr, epochs);
            later(() -> {
                if (cutFromController.contains(from.id)) {
                    fail(asking, from, answer);
                } else if (from.life == asking) {
                    asking.loop.execute(() -> answer.complete(outcome));
                }
            });
        });
        return answer;
    }

    @Override
    public void force(Runnable force) {
        later(force);
    }

    private void later(Runnable task) {
        var _ = time.schedule(random.nextInt(20), task);
    }

    // ---- what must hold

    private void checkHighWatermark(SimulatedBroker broker) {
        long now = broker.life().partition.highWatermark();
        if (!unclean) {
            assertThat(now)
                    .as("high watermark of broker %s", broker.id)
                    .isGreaterThanOrEqualTo(broker.life().seenHighWatermark);
        }
        broker.life().seenHighWatermark = now;
    }

    private void check() {
        assertThat(violations).isEmpty();
        if (unclean) {
            return;
        }
        Map<Integer, Map<Long, String>> logs = new HashMap<>();
        for (SimulatedBroker broker : brokers) {
            if (broker.isAlive()) {
                Map<Long, String> log = broker.life().partition.onDisk(ReplicaContents::values);
                logs.put(broker.id, log);
                long end = broker.life().partition.highWatermark();
                assertThat(broker.life().partition.log().logStartOffset()).isLessThanOrEqualTo(deletedBefore);
                log.forEach((offset, value) -> {
                    if (offset < end) {
                        commit(offset, value, "below the high watermark of broker " + broker.id);
                    }
                });
            }
        }
        List<Integer> holders = new ArrayList<>(controller.isr());
        holders.addAll(controller.elr());
        for (int id : holders) {
            if (broker(id).isAlive()) {
                Map<Long, String> log = Objects.requireNonNull(logs.get(id));
                long start = broker(id).life().partition.log().logStartOffset();
                committed.tailMap(start).forEach((offset, value) -> assertThat(log.get(offset))
                        .as("offset %s on broker %s of ISR %s, ELR %s", offset, id, controller.isr(), controller.elr())
                        .isEqualTo(value));
            }
        }
    }

    private void heal() throws IOException {
        healing = true;
        cuts.clear();
        cutFromController.clear();
        for (SimulatedBroker broker : brokers) {
            broker.paused = false;
            start(broker);
        }
        long untilMs = time.nowMs() + HEALING_MS;
        while (time.nowMs() < untilMs) {
            if (untilMs - time.nowMs() > HEALING_MS / 2) {
                append();
            }
            pass(20);
            settle(200);
        }
    }

    private void checkWhole() {
        assertThat(controller.leader()).as("leader").isPositive();
        assertThat(controller.isr()).as("ISR").hasSize(REPLICAS);
        SimulatedBroker leader = broker(controller.leader());
        CompletionStage<Void> deleted =
                delete(leader, leader.life().partition.log().logStartOffset() + 1);
        for (int i = 0; i < 20; i++) {
            pass(20);
            settle(200);
        }
        assertThat(deleted).as("deletion of a record").isCompleted();
        assertThat(violations).isEmpty();
        NavigableMap<Long, ByteBuffer> log = leader.life().partition.onDisk(ReplicaContents::batches);
        long end = leader.life().partition.log().logEndOffset();
        for (SimulatedBroker broker : brokers) {
            assertThat(broker.life().partition.highWatermark())
                    .as("high watermark of broker %s", broker.id)
                    .isEqualTo(end);
            // A start that has moved is not told to those who lead later.
            long start = Math.max(
                    broker.life().partition.log().logStartOffset(),
                    leader.life().partition.log().logStartOffset());
            assertThat(broker.life().partition.onDisk(ReplicaContents::batches).tailMap(start))
                    .as("batches of broker %s from offset %s", broker.id, start)
                    .isEqualTo(log.tailMap(start));
        }
    }
}
