package io.suiro.cluster.raft;

import io.suiro.base.FaultDisk;
import io.suiro.base.SimulatedTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes in one thread, on a network and on disks that do to them what a seed says: delay, loss, repetition and
 * overtaking of messages, cuts in one direction or both, crashes, failing and full disks, disks that are lost, pauses; and
 * meanwhile proposals, changes of voters, hand-overs and snapshots. In the end all is well again, and so must the nodes be.
 */
final class RaftSimulation {
    private static final String CLUSTER = "simulated";
    private static final long CALM_MS = 30_000;
    private static final int LONGEST_DELAY_MS = 5_000;
    private static final List<Integer> PAUSES_MS = List.of(10, 10, 200, 200, 200, 2_000);

    private final Random random;
    private final SimulatedTime time = new SimulatedTime();
    private final RaftOracle oracle = new RaftOracle();
    private final RaftMessageCodec codec = new RaftMessageCodec(CLUSTER);
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Set<List<Integer>> cuts = new HashSet<>();
    private final int actions;
    /** Whether so many disks may be lost that nothing can be committed any more. */
    private final boolean isReckless;

    private long votersProposedMs;
    private int lossPercent;
    private int repeatPercent;
    private int delayMs = 5;
    private long nextCommand;

    RaftSimulation(long seed) {
        this(seed, 120);
    }

    RaftSimulation(long seed, int actions) {
        this.random = new Random(seed);
        this.actions = actions;
        this.isReckless = random.nextInt(5) == 0;
        int count = 1 + random.nextInt(6);
        RaftOptions options = new RaftOptions(
                100,
                1_000,
                1_000,
                100,
                3_000,
                random.nextBoolean() ? 1 : 1 + random.nextInt(100),
                random.nextBoolean() ? 1 : 1 + random.nextInt(8),
                1 + random.nextInt(60),
                random.nextInt(20));
        Set<Integer> ids = IntStream.range(0, count).boxed().collect(Collectors.toCollection(TreeSet::new));
        for (int id = 0; id < count; id++) {
            int from = id;
            RaftTransport network = (to, message) -> send(from, to, codec.encode(message));
            nodes.add(new SimulatedNode(id, seed, oracle, time, random, network, options, ids));
        }
    }

    long run() throws IOException {
        for (SimulatedNode node : nodes) {
            node.create(CLUSTER, newDirectory(), node.id == 0);
            node.start();
        }
        growIfSo();
        for (int i = 0; i < actions; i++) {
            act();
            settle();
            time.advance(random.nextInt(PAUSES_MS.get(random.nextInt(PAUSES_MS.size()))), this::settle);
        }
        heal();
        if (!isReckless) {
            checkAllIsWell();
        }
        return oracle.acknowledged();
    }

    private Uuid newDirectory() {
        return new Uuid(random.nextLong(), random.nextLong());
    }

    /** Most schedules begin with all nodes as voters. */
    private void growIfSo() {
        if (random.nextInt(4) > 0) {
            for (int i = 0; i < 40 * nodes.size(); i++) {
                time.advance(50, this::settle);
                changeVoters(true);
            }
        }
    }

    // ---- network

    private void send(int from, int to, byte[] message) {
        deliver(from, to, message);
        if (random.nextInt(100) < repeatPercent) {
            deliver(from, to, message);
        }
    }

    private void deliver(int from, int to, byte[] message) {
        if (random.nextInt(100) < lossPercent) {
            return;
        }
        int late =
                1 + random.nextInt(delayMs) + (random.nextInt(200) == 0 ? random.nextInt(LONGEST_DELAY_MS - 500) : 0);
        time.schedule(late, () -> {
            SimulatedNode.Life life = nodes.get(to).life;
            if (life != null && !cuts.contains(List.of(from, to))) {
                try {
                    RaftMessage decoded = codec.decode(message);
                    life.lane.execute(() -> life.raft.receive(from, decoded));
                } catch (RaftMessageException e) {
                    throw new AssertionError(e);
                }
            }
        });
    }

    private void settle() {
        for (SimulatedNode node : nodes) {
            if (node.life != null) {
                node.life.run();
            }
        }
    }

    // ---- what happens

    private void act() throws IOException {
        SimulatedNode node = random.nextInt(3) == 0 ? leaderOrAny() : any();
        SimulatedNode.Life life = node.life;
        if (life == null) {
            node.start();
            return;
        }
        switch (random.nextInt(25)) {
            case 0 -> {
                if (random.nextBoolean()) {
                    node.crash();
                } else {
                    node.kill();
                }
                disconnect(node.id);
            }
            case 1 -> {
                node.stop();
                disconnect(node.id);
            }
            case 2 -> life.isPaused = !life.isPaused;
            case 3 -> cuts.add(List.of(node.id, random.nextInt(nodes.size())));
            case 4 -> isolate(node.id);
            case 5 -> cuts.clear();
            case 6 -> {
                lossPercent = random.nextInt(3) == 0 ? random.nextInt(40) : 0;
                repeatPercent = random.nextInt(3) == 0 ? random.nextInt(30) : 0;
                delayMs = 1 + random.nextInt(random.nextInt(5) == 0 ? 400 : 20);
            }
            case 7 -> {
                FaultDisk.Operation[] operations = FaultDisk.Operation.values();
                node.disk.failAfter(operations[random.nextInt(operations.length)], random.nextInt(6));
            }
            case 8 -> node.disk.capacity(node.disk.used() + random.nextInt(300));
            case 9 -> nodes.forEach(each -> each.disk.capacity(Long.MAX_VALUE));
            case 10, 18 -> loseDiskIfMajorityStays(node);
            case 11, 12, 13 -> changeVoters(false);
            case 14 -> life.lane.execute(() -> life.raft.transferLeadership(random.nextInt(nodes.size())));
            case 15, 16 -> life.lane.execute(life::snapshot);
            case 17 -> disconnect(node.id);
            default -> {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    propose();
                }
            }
        }
    }

    private SimulatedNode any() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private SimulatedNode leaderOrAny() {
        return nodes.stream()
                .filter(node -> node.life != null && node.life.raft.role() == Role.LEADER)
                .findAny()
                .orElseGet(this::any);
    }

    private void disconnect(int id) {
        for (SimulatedNode other : nodes) {
            SimulatedNode.Life life = other.life;
            if (other.id != id && life != null && random.nextBoolean()) {
                life.lane.execute(() -> life.raft.disconnected(id));
            }
        }
    }

    private void isolate(int id) {
        for (SimulatedNode other : nodes) {
            cuts.add(List.of(id, other.id));
            cuts.add(List.of(other.id, id));
        }
    }

    private void propose() {
        for (SimulatedNode node : nodes) {
            SimulatedNode.Life life = node.life;
            if (life != null && life.raft.role() == Role.LEADER) {
                byte[] command = TestEntries.command(nextCommand++);
                life.lane.execute(() -> life.propose(command));
            }
        }
    }

    /** As a controller would: lost voters go first, then others come, and now and then one goes. */
    private void changeVoters(boolean onlyGrow) {
        for (SimulatedNode node : nodes) {
            SimulatedNode.Life life = node.life;
            if (life != null && life.leads && !life.failed) {
                life.lane.execute(() -> {
                    List<Voter> changed = changed(life.raft, onlyGrow);
                    if (changed != null) {
                        votersProposedMs = time.nowMs();
                        life.propose(TestEntries.voters(changed));
                    }
                });
            }
        }
    }

    private @Nullable List<Voter> changed(Raft raft, boolean onlyGrow) {
        List<Voter> voters = new ArrayList<>(raft.voters().all());
        List<Voter> lost = voters.stream().filter(this::isLost).toList();
        if (!lost.isEmpty()) {
            voters.remove(lost.getFirst());
            return voters;
        }
        List<PeerProgress> caughtUp = raft.progress().stream()
                .filter(peer -> raft.voters().withId(peer.nodeId()) == null)
                .filter(peer -> !isLost(new Voter(peer.nodeId(), peer.directoryId())))
                .filter(peer -> peer.matchIndex() >= raft.commitIndex() - 3 && peer.silentMs() < 1_000)
                .toList();
        if (!caughtUp.isEmpty() && (onlyGrow || random.nextInt(3) > 0)) {
            PeerProgress chosen = caughtUp.get(random.nextInt(caughtUp.size()));
            voters.add(new Voter(chosen.nodeId(), chosen.directoryId()));
        } else if (!onlyGrow && voters.size() > 1) {
            voters.remove(random.nextInt(voters.size()));
        } else {
            return null;
        }
        return voters;
    }

    private boolean isLost(Voter voter) {
        return !nodes.get(voter.id()).directoryId.equals(voter.directoryId());
    }

    /**
     * Safety needs no care, but of no node's voters may a majority be lost, or nothing could ever be committed again: what a
     * node has stored, or will get from a message that is under way, is only known when all has been calm for a while.
     */
    private void loseDiskIfMajorityStays(SimulatedNode node) throws IOException {
        Voter self = new Voter(node.id, node.directoryId);
        for (SimulatedNode other : nodes) {
            boolean concerned = other.voters.all().contains(self);
            boolean another = other.voters.all().stream().anyMatch(this::isLost);
            if (!isReckless && concerned && (another || other.voters.all().size() < 3)) {
                return;
            }
            SimulatedNode.Life life = other.life;
            boolean known = life != null && !life.failed && !life.isPaused;
            if (!isReckless && (!known || time.nowMs() - votersProposedMs < LONGEST_DELAY_MS)) {
                return;
            }
        }
        node.crash();
        node.disk.delete(SimulatedNode.DIRECTORY);
        node.voters = Voters.NONE;
        node.create(CLUSTER, newDirectory(), false);
        node.start();
    }

    // ---- the end

    private void heal() {
        cuts.clear();
        lossPercent = 0;
        repeatPercent = 0;
        delayMs = 5;
        for (SimulatedNode node : nodes) {
            node.disk.failNoMore();
            node.disk.capacity(Long.MAX_VALUE);
            if (node.life != null) {
                node.life.isPaused = false;
                node.life.run();
                if (node.life.failed) {
                    node.crash();
                }
            }
            if (node.life == null) {
                RaftOracle.require(node.start(), "node " + node.id + " does not start on a sound disk");
            }
        }
        settle();
    }

    private void checkAllIsWell() {
        long acknowledged = oracle.acknowledged();
        for (long waitedMs = 0; oracle.acknowledged() == acknowledged || !allAreEqual(); waitedMs += 500) {
            RaftOracle.require(
                    waitedMs < CALM_MS, "nothing is committed, or not everywhere, though all is well: " + state());
            propose();
            settle();
            time.advance(500, this::settle);
        }
    }

    private boolean allAreEqual() {
        return nodes.stream().allMatch(node -> node.life != null && node.life.appliedIndex >= oracle.size() - 2);
    }

    private String state() {
        return nodes.stream()
                .map(node -> node.life == null
                        ? node.id + " down"
                        : node.life + " " + node.life.raft.role() + " term " + node.life.raft.term() + " leader "
                                + node.life.raft.leaderId() + " log " + node.life.raft.lastIndex() + " commit "
                                + node.life.raft.commitIndex() + " " + node.life.raft.voters())
                .collect(Collectors.joining("\n", "\n", ""));
    }
}
