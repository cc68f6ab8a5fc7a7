package io.suiro.cluster.raft;

import io.suiro.base.Clock;
import io.suiro.base.DiskFullException;
import io.suiro.base.FaultDisk;
import io.suiro.base.QueuedLane;
import io.suiro.base.Scheduler;
import io.suiro.base.SimulatedTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A node of a simulation: its disk, and one process after the other. Its state is a hash of all that it applied. */
final class SimulatedNode {
    static final Path DIRECTORY = Path.of("/data/__cluster_metadata");

    final int id;
    final FaultDisk disk;
    private final RaftOracle oracle;
    private final SimulatedTime time;
    private final Random random;
    private final RaftTransport network;
    private final RaftOptions options;
    private final Set<Integer> peers;

    @Nullable
    Life life;
    /** As it was last seen, for as long as the node is down. */
    Voters voters = Voters.NONE;

    Uuid directoryId = Uuid.ZERO_UUID;
    private int lives;

    SimulatedNode(
            int id,
            long seed,
            RaftOracle oracle,
            SimulatedTime time,
            Random random,
            RaftTransport network,
            RaftOptions options,
            Set<Integer> peers) {
        this.id = id;
        this.oracle = oracle;
        this.time = time;
        this.random = random;
        this.network = network;
        this.options = options;
        this.peers = peers;
        this.disk = new FaultDisk(seed * 31 + id);
    }

    /** One process. */
    final class Life implements StateMachine {
        final int number = lives++;
        final QueuedLane lane = new QueuedLane();
        final Raft raft;
        private final FileRaftStorage storage;
        private final Map<Long, Long> proposed = new HashMap<>();
        private final List<Voter> votersApplied = new ArrayList<>();
        long appliedIndex = -1;
        long chain;
        boolean isPaused;
        boolean leads;
        boolean failed;
        private boolean isProposing;
        private long commitIndex = -1;

        private Life(FileRaftStorage storage) {
            this.storage = storage;
            Scheduler scheduler = (delayMs, task) -> time.schedule(delayMs, () -> {
                if (life == this) {
                    task.run();
                }
            });
            RaftTransport transport = (to, message) -> {
                RaftOracle.require(
                        Life.this.raft.role() != Role.FAILED && life == this, Life.this + " sends after its end");
                network.send(to, message);
            };
            raft = new Raft(
                    id,
                    options,
                    new RaftSeams(transport, lane, (Clock) time, scheduler, random),
                    storage,
                    new TestEntries(),
                    this,
                    TestEntries.NO_OP,
                    () -> peers);
        }

        /** Does what is queued. */
        void run() {
            if (!isPaused) {
                lane.runAll();
            }
            observe();
        }

        void observe() {
            if (life == this) {
                oracle.observe(toString(), raft);
                oracle.observeCurrent(toString(), raft, appliedIndex);
                RaftOracle.require(raft.commitIndex() >= commitIndex, this + " takes back what is committed");
                commitIndex = raft.commitIndex();
                voters = raft.voters();
            }
        }

        void propose(byte[] entry) {
            isProposing = true;
            try {
                long index = raft.propose(List.of(entry));
                proposed.put(index, TestEntries.commandId(entry));
            } catch (ProposalRefused e) {
                oracle.refused(TestEntries.commandId(entry));
            } finally {
                isProposing = false;
            }
        }

        void snapshot() {
            if (appliedIndex > snapshotIndex) {
                long at = appliedIndex;
                if (raft.snapshot(at, TestEntries.state(chain, votersApplied))) {
                    snapshotIndex = at;
                }
            }
        }

        private long snapshotIndex = -1;

        @Override
        public void restore(long index, byte[] state) {
            chain = TestEntries.chain(state);
            appliedIndex = index;
            snapshotIndex = index;
            votersApplied.clear();
            votersApplied.addAll(TestEntries.votersOfState(state));
            proposed.clear();
            oracle.restored(toString(), index, chain);
        }

        @Override
        public void apply(long index, byte[] entry) {
            RaftOracle.require(!isProposing, this + " applies within a proposal");
            RaftOracle.require(index == appliedIndex + 1, this + " applies " + index + " after " + appliedIndex);
            appliedIndex = index;
            chain = RaftOracle.link(chain, entry);
            oracle.applied(toString(), raft.term(), index, entry, chain);
            List<Voter> named = new TestEntries().ofEntry(entry);
            if (named != null) {
                votersApplied.clear();
                votersApplied.addAll(named);
            }
            Long id = proposed.remove(index);
            if (id != null && id != -1 && id == TestEntries.commandId(entry)) {
                oracle.acknowledged(index);
            }
        }

        @Override
        public void leading(long term) {
            leads = true;
        }

        @Override
        public void following(int leaderId, long term) {
            leads = false;
        }

        @Override
        public void failed(IOException cause) {
            RaftOracle.require(
                    !(cause.getCause() instanceof RuntimeException), this + " met a bug: " + cause.getCause());
            RaftOracle.require(
                    String.valueOf(cause.getMessage()).contains("as the test asked")
                            || String.valueOf(cause.getMessage()).contains("room for"),
                    this + " fails: " + cause);
            failed = true;
        }

        @Override
        public String toString() {
            return "node " + id + "." + number;
        }
    }

    void create(String clusterId, Uuid directory, boolean founder) throws IOException {
        FileRaftStorage.create(disk, DIRECTORY, clusterId, directory, founder).close();
        directoryId = directory;
    }

    /** Whether it could be started: its disk may fail it. */
    boolean start() {
        try {
            FileRaftStorage storage = FileRaftStorage.open(disk, DIRECTORY, Uuid::randomUuid);
            Life started = new Life(storage);
            life = started;
            started.lane.execute(started.raft::start);
            started.run();
            return true;
        } catch (IOException e) {
            if (e instanceof DiskFullException || String.valueOf(e.getMessage()).contains("as the test asked")) {
                disk.crash();
                return false;
            }
            throw new AssertionError("node " + id + " does not start", e);
        }
    }

    /** Loses what was not forced. */
    void crash() {
        life = null;
        disk.crash();
    }

    void kill() {
        if (disk.forceHasFailed()) {
            crash();
        } else {
            life = null;
            disk.kill();
        }
    }

    void stop() throws IOException {
        Life ended = life;
        if (ended != null && !ended.failed) {
            ended.lane.execute(ended.raft::stop);
            ended.lane.runAll();
            try {
                ended.storage.close();
            } catch (IOException e) {
                RaftOracle.require(String.valueOf(e.getMessage()).contains("as the test asked"), e.toString());
            }
        }
        kill();
    }
}
