package io.suiro.cluster.raft;

import io.suiro.base.FaultDisk;
import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Node 0 alone, with a test in place of all others: what it sends is written down. */
final class RaftFixture implements StateMachine {
    static final RaftOptions OPTIONS = new RaftOptions(100, 1_000, 1_000, 100, 3_000, 1_000, 4, 20, 2);

    final FaultDisk disk = new FaultDisk();
    final SimulatedTime time = new SimulatedTime();
    final List<Sent> sent = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    private QueuedLane lane = new QueuedLane();
    private @Nullable Raft raft;

    record Sent(int to, RaftMessage message) {}

    /** The voters 0 to count - 1; node n has the directory (n, n). */
    static List<Voter> voters(int count) {
        List<Voter> voters = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            voters.add(new Voter(id, directory(id)));
        }
        return voters;
    }

    static Uuid directory(int id) {
        return new Uuid(id + 1, id + 1);
    }

    static LogEntry entry(long term, long command) {
        return new LogEntry(term, TestEntries.command(command));
    }

    /** A follower in the term whose log are these entries, the first of which names the voters. */
    static RaftFixture follower(int voters, long term, LogEntry... more) throws IOException {
        RaftFixture fixture = new RaftFixture();
        try (FileRaftStorage storage =
                FileRaftStorage.create(fixture.disk, SimulatedNode.DIRECTORY, "test", directory(0), false)) {
            List<LogEntry> entries = new ArrayList<>(List.of(new LogEntry(1, TestEntries.voters(voters(voters)))));
            entries.addAll(List.of(more));
            storage.append(0, entries);
            storage.vote(term, null);
        }
        fixture.start();
        return fixture;
    }

    static RaftFixture onlyVoter() throws IOException {
        return onlyVoter(Long.MAX_VALUE);
    }

    /** A founder whose disk has room for so many bytes behind its empty log. */
    static RaftFixture onlyVoter(long bytes) throws IOException {
        RaftFixture fixture = new RaftFixture();
        FileRaftStorage.create(fixture.disk, SimulatedNode.DIRECTORY, "test", directory(0), true)
                .close();
        if (bytes < Long.MAX_VALUE) {
            fixture.disk.capacity(fixture.disk.used() + bytes);
        }
        fixture.start();
        return fixture;
    }

    /** Has it elected in the next term by node 1. */
    RaftFixture leader() {
        time.advance(2_000, lane::runAll);
        receive(1, new RaftMessage.PreVoteAnswer(raft().term(), directory(1), raft().term() + 1, true));
        receive(1, new RaftMessage.VoteAnswer(raft().term(), directory(1), true));
        if (raft().role() != Role.LEADER) {
            receive(2, new RaftMessage.PreVoteAnswer(raft().term(), directory(2), raft().term() + 1, true));
            receive(2, new RaftMessage.VoteAnswer(raft().term(), directory(2), true));
        }
        return this;
    }

    void start() throws IOException {
        lane = new QueuedLane();
        FileRaftStorage storage = FileRaftStorage.open(disk, SimulatedNode.DIRECTORY, Uuid::randomUuid);
        QueuedLane own = lane;
        raft = new Raft(
                0,
                OPTIONS,
                new RaftSeams((to, message) -> sent.add(new Sent(to, message)), own, time, time, new Random(1)),
                storage,
                new TestEntries(),
                this,
                TestEntries.NO_OP,
                () -> Set.of(0, 1, 2));
        run(Raft::start);
    }

    Raft raft() {
        if (raft == null) {
            throw new IllegalStateException("not started");
        }
        return raft;
    }

    void run(Consumer<Raft> step) {
        lane.execute(() -> step.accept(raft()));
        lane.runAll();
    }

    void receive(int from, RaftMessage message) {
        run(each -> each.receive(from, message));
    }

    long propose(byte[] entry) {
        long[] index = new long[1];
        run(each -> index[0] = each.propose(List.of(entry)));
        return index[0];
    }

    void pass(long durationMs) {
        time.advance(durationMs, lane::runAll);
    }

    /** What the node sent last to another, and all of that kind. */
    <T extends RaftMessage> List<T> sentTo(int node, Class<T> kind) {
        return sent.stream()
                .filter(each -> each.to() == node && kind.isInstance(each.message()))
                .map(each -> kind.cast(each.message()))
                .toList();
    }

    <T extends RaftMessage> T last(int node, Class<T> kind) {
        return sentTo(node, kind).getLast();
    }

    @Override
    public void restore(long index, byte[] state) {
        told.add("restore " + index);
    }

    @Override
    public void apply(long index, byte[] entry) {
        told.add("apply " + index);
    }

    @Override
    public void leading(long term) {
        told.add("leading " + term);
    }

    @Override
    public void following(int leaderId, long term) {
        told.add("following " + leaderId + " in " + term);
    }

    @Override
    public void failed(IOException cause) {
        told.add("failed");
    }
}
