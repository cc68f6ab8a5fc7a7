package io.suiro.process.cluster;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;

/**
 * Breaks one thing after the other, in an order that its seed decides. Between two faults it waits until all replicas are in sync:
 * what is promised with {@code min.insync.replicas=2} of three replicas holds for one lost disk at a time, and only then.
 */
final class Nemesis {
    /** For {@code mostMs}: each kind has its own limit. */
    static final int LONGEST_MS = 20_000;

    /** From a broker's launch to when it is in sync, on a busy machine. */
    private static final int USUAL_START_MS = 10_000;

    private static final long NANOS_PER_MS = 1_000_000;

    private final ClusterUnderTest cluster;
    private final ClusterView view;
    private final Workload load;
    private final Random random;
    private final Violations violations;
    private final List<Fault> faults = new ArrayList<>();
    private final Deque<FaultKind> next = new ArrayDeque<>();
    private final List<FaultKind> kinds;
    private final int mostMs;

    /**
     * Has done nothing yet.
     *
     * @param kinds that may come; those that the cluster cannot do are left out
     * @param mostMs how long a broker may be gone, paused or cut off at most; a kind can have a lower limit of its own
     */
    Nemesis(
            ClusterUnderTest cluster,
            ClusterView view,
            Workload load,
            List<FaultKind> kinds,
            int mostMs,
            long seed,
            Violations violations) {
        this.cluster = cluster;
        this.view = view;
        this.load = load;
        this.random = new Random(seed);
        this.violations = violations;
        this.mostMs = mostMs;
        this.kinds = kinds.stream()
                .filter(kind -> cluster.canCut() || !kind.needsCut())
                .toList();
    }

    static List<FaultKind> everything() {
        return Arrays.asList(FaultKind.values());
    }

    /** Goes on until the time is over and the last fault with it, or until the cluster does not recover from one. */
    void run(Duration time) throws Exception {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - until < 0) {
            FaultKind kind = draw();
            try {
                faults.add(inject(kind));
            } catch (TimeoutException notRecovered) {
                violations.add(Violation.NOT_RECOVERED, kind.description() + ": " + notRecovered.getMessage());
                return;
            }
            balance();
            pause(1000, 3000);
        }
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** Every kind comes once before any comes again. */
    private FaultKind draw() {
        if (next.isEmpty()) {
            List<FaultKind> shuffled = new ArrayList<>(kinds);
            Collections.shuffle(shuffled, random);
            next.addAll(shuffled);
        }
        return next.remove();
    }

    /** One fault, from its beginning to when everything is as before. */
    Fault inject(FaultKind kind) throws Exception {
        List<Integer> victims = victims(kind);
        Map<TopicPartition, Integer> leaders = view.leaders(load.topics());
        Set<TopicPartition> led = load.partitions().stream()
                .filter(partition -> victims.contains(leaders.get(partition)))
                .collect(Collectors.toSet());
        say("%s: %s leading %d of %d".formatted(kind.description(), victims, led.size(), leaders.size()));
        long begun = System.nanoTime();
        Waits.Window window = harm(kind, victims);
        load.waits().awaitWrites(load.partitions());
        view.awaitRecovered();
        load.waits().awaitWrites(load.partitions());
        long recoveredMs = (System.nanoTime() - begun) / NANOS_PER_MS;
        Map<TopicPartition, Waits.Wait> waits = load.waits().close(window);
        say("  recovered after %d ms, longest wait of a write %s, a hundredth over %.0f ms, %d acknowledged"
                .formatted(recoveredMs, window.longest(), window.p99Ms(), load.acknowledged()));
        if (recoveredMs > mostMs + USUAL_START_MS) {
            say("  last out of sync: " + view.lastBehind());
        }
        return new Fault(kind, victims, led, waits, recoveredMs);
    }

    /** The window begins when the harm is done, as what was answered before is no news. */
    private Waits.Window harm(FaultKind kind, List<Integer> victims) throws Exception {
        return switch (kind) {
            case KILL_LEADER, KILL_FOLLOWER, KILL_CONTROLLER -> kill(victims, 15_000);
            case KILL_TWO, KILL_ALL -> kill(victims, 5000);
            case PAUSE_LEADER, PAUSE_CONTROLLER -> stopFor(victims.getFirst());
            case ROLLING_RESTART -> restartEach(victims);
            case LOST_DISK -> loseDisk(victims.getFirst());
            case CUT_LEADER, CUT_CONTROLLER -> cut(victims.getFirst());
            case NOTHING -> leave();
        };
    }

    private Waits.Window kill(List<Integer> victims, int ownMostMs) throws Exception {
        cluster.kill(victims);
        Waits.Window window = load.waits().open();
        pause(1000, ownMostMs);
        for (int victim : victims) {
            cluster.start(victim);
        }
        return window;
    }

    private Waits.Window leave() throws InterruptedException {
        Waits.Window window = load.waits().open();
        pause(3000, 8000);
        return window;
    }

    private Waits.Window stopFor(int victim) throws Exception {
        cluster.pause(victim);
        Waits.Window window = load.waits().open();
        try {
            pause(1000, 8000);
        } finally {
            cluster.resume(victim);
        }
        return window;
    }

    private Waits.Window restartEach(List<Integer> victims) throws Exception {
        Waits.Window window = load.waits().open();
        for (int victim : victims) {
            say("  stops " + victim);
            cluster.terminate(victim);
            say("  starts it");
            cluster.start(victim);
            view.awaitRecovered();
        }
        return window;
    }

    private Waits.Window loseDisk(int victim) throws Exception {
        cluster.kill(victim);
        Waits.Window window = load.waits().open();
        cluster.loseDisk(victim);
        pause(1000, 5000);
        cluster.start(victim);
        return window;
    }

    private Waits.Window cut(int victim) throws Exception {
        cluster.cut(victim);
        Waits.Window window = load.waits().open();
        try {
            pause(1000, 20_000);
        } finally {
            cluster.heal();
        }
        return window;
    }

    private List<Integer> victims(FaultKind kind) throws Exception {
        return switch (kind) {
            case KILL_LEADER, PAUSE_LEADER, CUT_LEADER ->
                List.of(byPartitionsLed().getLast());
            case KILL_FOLLOWER -> List.of(byPartitionsLed().getFirst());
            case KILL_CONTROLLER, PAUSE_CONTROLLER, CUT_CONTROLLER -> List.of(view.controller());
            case KILL_TWO -> shuffled().subList(0, 2);
            case LOST_DISK -> shuffled().subList(0, 1);
            case KILL_ALL, ROLLING_RESTART -> shuffled();
            case NOTHING -> List.of();
        };
    }

    private List<Integer> shuffled() {
        List<Integer> nodes = new ArrayList<>(cluster.nodes());
        Collections.shuffle(nodes, random);
        return nodes;
    }

    /** Brokers that are not the controller, the one that leads most partitions last. */
    private List<Integer> byPartitionsLed() throws Exception {
        int controller = view.controller();
        Map<Integer, Long> counts = new TreeMap<>(view.leaders(load.topics()).values().stream()
                .collect(Collectors.groupingBy(leader -> leader, Collectors.counting())));
        return shuffled().stream()
                .filter(node -> node != controller)
                .sorted(Comparator.comparingLong(node -> counts.getOrDefault(node, 0L)))
                .toList();
    }

    /** Gives every broker its share of leaders again; a cluster that cannot goes on as it is. */
    private void balance() throws InterruptedException {
        try {
            Admin admin = view.admin();
            admin.electLeaders(ElectionType.PREFERRED, Set.copyOf(load.partitions()))
                    .partitions()
                    .get();
        } catch (ExecutionException refused) {
            say("  leaders stay where they are: " + refused.getMessage());
        }
    }

    private void pause(int leastMs, int ownMostMs) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(leastMs, Math.min(ownMostMs, mostMs)));
    }

    private static void say(String text) {
        System.out.println(LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }
}
