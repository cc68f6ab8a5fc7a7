package io.suiro.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.SimulatedTime;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.broker.SimulatedMachine.Life;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.TopicImage;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.record.Batch;
import io.suiro.record.EndTransaction;
import io.suiro.record.RecordReader;
import io.suiro.replica.Durability;
import io.suiro.replica.Partition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One run of three brokers, in one thread, that serve clients which write in transactions of either protocol, while brokers are killed,
 * paused and cut off, requests arrive late and twice over connections that their clients have given up, and clients are replaced by
 * others with the same transactional id and go on all the same. What a reader of committed records sees at any moment, and in the end, is {@link
 * TransactionLedger}'s.
 */
final class TransactionSimulation {
    private static final int ROUNDS = 2;
    private static final int STEPS = 120;
    private static final int LONGEST_STEP_MS = 300;
    private static final long CALM_MS = 120_000;
    private static final int IDS = 4;
    private static final String TOPIC = "ledger";

    private final Random random;
    private final SimulatedTime time = new SimulatedTime();
    private final ClusterOracle oracle = new ClusterOracle();
    private final TransactionLedger ledger = new TransactionLedger();
    private final SimulatedNetwork network;
    private final SimulatedCalls calls;
    private final List<SimulatedMachine> machines;
    private final List<SimulatedTransactions> clients = new ArrayList<>();
    private final Durability durability;
    private final List<String> story = new ArrayList<>();
    private int names;

    TransactionSimulation(long seed) {
        random = new Random(seed);
        durability = random.nextInt(3) == 0 ? Durability.FSYNC : Durability.REPLICATED;
        network = new SimulatedNetwork(time, random, this::machine);
        calls = new SimulatedCalls(time, random);
        SimulatedMachine.Setup setup = new SimulatedMachine.Setup(
                List.of(0, 1, 2),
                0,
                3,
                durability,
                Map.of(
                        "replica.lag.time.max.ms",
                        Integer.toString(1_000 + random.nextInt(4_000)),
                        "transaction.state.log.num.partitions",
                        "2",
                        "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                        "500",
                        "replica.fetch.wait.max.ms",
                        Integer.toString(50 + random.nextInt(450))),
                1 << 20);
        machines = IntStream.range(0, 3)
                .mapToObj(id -> new SimulatedMachine(id, seed * 31 + id, random, time, network, setup))
                .toList();
    }

    private SimulatedMachine machine(int id) {
        return machines.get(id);
    }

    String story() {
        return durability + "\n" + String.join("\n", story);
    }

    private void tell(String event) {
        story.add(time.nowMs() % 100_000_000 + " " + event);
    }

    /** How many transactions clients know to have committed. */
    int run() throws IOException {
        machines.forEach(SimulatedMachine::start);
        settle(() -> true);
        TopicImage topic = begin();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < IDS; i++) {
                replace(topic, i);
            }
            for (int step = 0; step < STEPS; step++) {
                step(topic);
            }
            clients.forEach(SimulatedTransactions::stop);
            heal();
            settle(() -> clients.stream().allMatch(SimulatedTransactions::isIdle) && isStable(topic));
            ledger.check(committed(topic));
        }
        return ledger.committed();
    }

    private TopicImage begin() {
        Life life = Objects.requireNonNull(anyBroker());
        Topics topics = new Topics(life.core().controller, life.core().settings);
        var _ = topics.ensureInternal(InternalTopics.TRANSACTIONS);
        var _ = topics.create(new MetadataCommand.CreateTopic(
                TOPIC, 3, (short) 3, Map.of(), Map.of("min.insync.replicas", "2"), false));
        settle(() ->
                oracle.latest().topic(TOPIC) != null && oracle.latest().topic(InternalTopics.TRANSACTIONS) != null);
        return Objects.requireNonNull(oracle.latest().topic(TOPIC));
    }

    /** A client takes over a transactional id; the one that had it does not know. */
    private void replace(TopicImage topic, int id) {
        SimulatedTransactions client = new SimulatedTransactions(
                "client" + names++,
                "id" + id,
                random.nextInt(3) > 0,
                topic,
                time,
                random,
                calls,
                ledger,
                oracle::latest,
                this::machine,
                this::tell);
        tell("id" + id + " is taken over by " + client);
        clients.removeIf(SimulatedTransactions::isFenced);
        clients.add(client);
        client.start();
    }

    // ---- time

    private void pass(long ms) {
        time.advance(ms, () -> work(random.nextInt(40)));
        work(200);
        oracle.observe(machines);
    }

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

    private void step(TopicImage topic) throws IOException {
        if (random.nextInt(100) < 30) {
            befall();
        }
        if (random.nextInt(100) < 4) {
            replace(topic, random.nextInt(IDS));
        }
        if (random.nextInt(100) < 30) {
            read(new TopicPartition(TOPIC, random.nextInt(topic.partitions().size())));
        }
        if (random.nextInt(100) < 5) {
            elect();
        }
        pass(random.nextInt(random.nextInt(8) == 0 ? 10 * LONGEST_STEP_MS : LONGEST_STEP_MS));
    }

    private void befall() {
        SimulatedMachine machine = machines.get(random.nextInt(machines.size()));
        switch (random.nextInt(14)) {
            case 0, 1 -> {
                tell("killed " + machine);
                if (durability == Durability.FSYNC && random.nextBoolean()) {
                    machine.crash(random.nextBoolean());
                } else {
                    machine.kill();
                }
            }
            case 2, 3, 4, 5 -> {
                if (machine.life == null) {
                    machine.start();
                    tell("started " + machine);
                }
            }
            case 6 -> {
                if (machine.life != null) {
                    machine.isPaused = !machine.isPaused;
                    tell((machine.isPaused ? "paused " : "resumed ") + machine);
                }
            }
            case 7, 8 -> machines.forEach(each -> each.isPaused = false);
            case 9 -> {
                tell("cut off " + machine);
                for (SimulatedMachine other : machines) {
                    network.cut(machine.id, other.id);
                    network.cut(other.id, machine.id);
                }
            }
            case 10, 11 -> {
                network.heal();
                network.slow(1 + random.nextInt(15));
            }
            case 12 -> machine.clockErrorMs = random.nextInt(10_000) - 5_000L;
            default -> {
                if (machine.life != null) {
                    tell("shuts down " + machine);
                    machine.life().shutDown();
                }
            }
        }
    }

    private void elect() {
        Life life = anyBroker();
        if (life != null) {
            String topic = random.nextBoolean() ? TOPIC : InternalTopics.TRANSACTIONS;
            var _ = life.core()
                    .controller
                    .submit(new MetadataCommand.ElectLeaders(ElectionType.PREFERRED, topic, random.nextInt(2)));
        }
    }

    private @Nullable Life anyBroker() {
        List<Life> open = machines.stream()
                .filter(machine -> machine.isRunning() && machine.life().isOpen)
                .map(SimulatedMachine::life)
                .toList();
        return open.isEmpty() ? null : open.get(random.nextInt(open.size()));
    }

    // ---- what must hold

    private interface Condition {
        boolean holds();
    }

    private void heal() {
        tell("all is made well");
        network.heal();
        for (SimulatedMachine machine : machines) {
            machine.isPaused = false;
            machine.clockErrorMs = 0;
            machine.start();
        }
    }

    private void settle(Condition condition) {
        long untilMs = time.nowMs() + CALM_MS;
        List<String> complaints = List.of("it is too early");
        while (!complaints.isEmpty() || !condition.holds()) {
            if (time.nowMs() > untilMs) {
                throw new AssertionError(
                        "all is well for " + CALM_MS + " ms, but " + complaints + ", " + clients + ", " + ends());
            }
            pass(100);
            machines.forEach(SimulatedMachine::start);
            complaints = oracle.complaints(machines);
        }
    }

    private List<String> ends() {
        List<String> ends = new ArrayList<>();
        for (SimulatedMachine machine : machines) {
            if (machine.life != null) {
                for (Partition partition : machine.life().core().partitions.all()) {
                    ends.add("broker " + machine + " " + partition.topicPartition() + " LSO "
                            + partition.lastStableOffset() + " HW " + partition.highWatermark() + " end "
                            + partition.log().logEndOffset());
                }
            }
        }
        return ends;
    }

    /** No transaction is open anywhere: those that nobody ends are aborted in time. */
    private boolean isStable(TopicImage topic) {
        for (int i = 0; i < topic.partitions().size(); i++) {
            Partition leader = leader(new TopicPartition(topic.name(), i));
            if (leader == null || leader.lastStableOffset() < leader.log().logEndOffset()) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Partition leader(TopicPartition partition) {
        Life life = leaderLife(partition);
        return life == null ? null : life.core().partitions.find(partition);
    }

    private @Nullable Life leaderLife(TopicPartition partition) {
        TopicImage topic = oracle.latest().topic(partition.topic());
        int id = topic == null
                ? -1
                : topic.partitions().get(partition.partition()).leader();
        SimulatedMachine machine = id < 0 ? null : machine(id);
        return machine == null || !machine.isRunning() || !machine.life().isOpen ? null : machine.life();
    }

    private Map<TopicPartition, List<String>> committed(TopicImage topic) {
        Map<TopicPartition, List<String>> all = new HashMap<>();
        for (int i = 0; i < topic.partitions().size(); i++) {
            TopicPartition partition = new TopicPartition(topic.name(), i);
            all.put(partition, committed(partition, Objects.requireNonNull(leaderLife(partition))));
        }
        return all;
    }

    /** As far as it can be read just now. */
    private void read(TopicPartition partition) {
        Life life = leaderLife(partition);
        if (life != null) {
            ledger.read(partition, committed(partition, life));
        }
    }

    private List<String> committed(TopicPartition partition, Life life) {
        FetchRecords fetch = new FetchRecords(life.core().partitions, time, Runnable::run, new Traffic());
        List<String> values = new ArrayList<>();
        long offset = 0;
        long before = -1;
        while (offset > before) {
            before = offset;
            int maxBytes = 300 + random.nextInt(3_000);
            List<Fetched> fetched = fetch.fetch(
                            List.of(new Wanted(partition, offset, maxBytes, -1, -1)), new Limits(0, 1, maxBytes, true))
                    .toCompletableFuture()
                    .join();
            if (fetched.getFirst() instanceof Fetched.Records records) {
                offset = take(records, offset, values);
            }
        }
        return values;
    }

    /** Leaves out what a consumer leaves out; the offset to read on from. */
    private static long take(Fetched.Records records, long from, List<String> values) {
        ByteBuffer batches;
        try (var slice = records.slice()) {
            batches = slice.read();
        } catch (IOException e) {
            return from;
        }
        Deque<AbortedTransaction> aborted = new ArrayDeque<>(Objects.requireNonNull(records.aborted()).stream()
                .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
                .toList());
        Set<Long> skipped = new HashSet<>();
        long next = from;
        for (int at = batches.position();
                batches.limit() - at >= Batch.HEADER_BYTES && batches.limit() - at >= Batch.sizeInBytes(batches, at);
                at += Batch.sizeInBytes(batches, at)) {
            next = Batch.lastOffset(batches, at) + 1;
            while (!aborted.isEmpty() && aborted.element().firstOffset() <= Batch.lastOffset(batches, at)) {
                skipped.add(aborted.remove().producerId());
            }
            long producer = Batch.producerId(batches, at);
            if (Batch.isControl(batches, at)) {
                if (!EndTransaction.in(batches, at).orElseThrow().committed()) {
                    skipped.remove(producer);
                }
            } else if (!skipped.contains(producer)) {
                values(batches, at, values);
            }
        }
        return next;
    }

    private static void values(ByteBuffer batches, int at, List<String> values) {
        try (RecordReader reader = RecordReader.of(batches, at)) {
            while (reader.hasNext()) {
                values.add(UTF_8.decode(Objects.requireNonNull(reader.next().value()))
                        .toString());
            }
        }
    }
}
