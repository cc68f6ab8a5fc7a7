package io.suiro.cluster.raft;

import io.suiro.base.DiskFullException;
import io.suiro.cluster.raft.ProposalRefused.Reason;
import io.suiro.cluster.raft.RaftMessage.Hello;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A node's part in keeping one log on several nodes: an entry that a majority of the voters has stored is never lost, and all
 * apply the same entries in the same order. The roles are those of {@link Role}; any node that is no voter, or not yet, is a
 * learner: it gets the log from the leader, and counts for nothing.
 *
 * <pre>
 * start ──▶ receive*, disconnected*, propose*, snapshot*, transferLeadership* ──▶ stop
 *             └── IOException of storage, or a bug ──▶ FAILED: no message leaves, none is taken
 * </pre>
 *
 * All calls on the lane, here and in what it is made of, so that nothing is locked; time, chance, network and disk come from outside, so
 * that a simulation can drive it. A call returns when its work is durable. Where the disk is full, what needed it is not done, and may be tried again.
 *
 * <p>Source: Ongaro, "Consensus: Bridging Theory and Practice" (2014): pre-vote (9.6), check-quorum (6.2), single-server
 * membership changes (4.1, with the rule that a leader first commits an entry of its own term), leadership transfer (3.10).
 */
public final class Raft {
    private static final Logger LOG = System.getLogger(Raft.class.getName());

    private final RaftSeams seams;
    private final RaftStorage storage;
    private final StateMachine stateMachine;
    private final Supplier<Set<Integer>> peers;
    private final RaftLog log;
    private final Standing standing;
    private final Election election;
    private final Applying applying;
    private final Office office;
    private final Conversation conversation;
    private final Alarm alarm;
    private boolean started;

    /**
     * Takes over what is stored; nothing happens before {@link #start}.
     *
     * @param nodeId not negative
     * @param noOp the entry with which a leader opens its term; means nothing to the state machine
     * @param peers nodes that may know a leader, asked whenever there is none
     */
    public Raft(
            int nodeId,
            RaftOptions options,
            RaftSeams seams,
            RaftStorage storage,
            Membership membership,
            StateMachine stateMachine,
            byte[] noOp,
            Supplier<Set<Integer>> peers) {
        this.seams = seams;
        this.storage = storage;
        this.stateMachine = stateMachine;
        this.peers = peers;
        Voter self = new Voter(nodeId, storage.directoryId());
        Voters implied = storage.isFounder() ? new Voters(List.of(self)) : Voters.NONE;
        RaftStorage.Stored stored = storage.stored();
        log = new RaftLog(storage, stored, membership, implied, options.keptEntries());
        standing = new Standing(self, options, seams, storage, stored, log);
        election = new Election(standing);
        applying = new Applying(standing, stateMachine);
        office = new Office(standing, membership, noOp);
        conversation = new Conversation(standing, election, new Following(standing), applying, office);
        alarm = new Alarm(seams, standing, () -> take(this::tick));
    }

    private interface Step {
        void run() throws IOException;
    }

    /**
     * Restores the stored snapshot, and waits for a leader; but a node that is the only voter leads when this returns, and has
     * applied its log.
     */
    public void start() {
        seams.lane().assertCurrent();
        started = true;
        take(() -> {
            Snapshot snapshot = log.snapshot();
            if (snapshot != null) {
                applying.restore(snapshot);
            }
            standing.deferElection();
            if (log.voters().isOnly(standing.self())) {
                office.takeIf(election.stand(false));
            } else if (!standing.isVoter()) {
                sayHello();
            }
        });
    }

    /** Ends this node's part without a word to others; the storage is the caller's to close. */
    public void stop() {
        seams.lane().assertCurrent();
        if (isActive()) {
            end(Role.STOPPED);
        }
    }

    /** Takes a message from another node. */
    public void receive(int from, RaftMessage message) {
        seams.lane().assertCurrent();
        take(() -> conversation.take(from, message));
    }

    /** The connection to a node was closed by its end: if it was the leader, there is no need to wait for its silence. */
    public void disconnected(int nodeId) {
        seams.lane().assertCurrent();
        take(() -> {
            if (standing.role() == Role.FOLLOWER && standing.leaderId() == nodeId) {
                standing.mourn(nodeId);
            }
        });
    }

    /**
     * Appends entries in one go. They are committed when the state machine gets them, which is never before this returns.
     * Where this node ceases to lead, also by this very call because its disk is full or has failed, others may have got them:
     * then they come, or other entries at their indexes.
     *
     * @return index of the last
     * @throws ProposalRefused if nothing was appended, nor will be
     */
    public long propose(List<byte[]> entries) {
        seams.lane().assertCurrent();
        Leadership leading = office.term();
        if (leading == null || !isActive()) {
            throw new ProposalRefused(Reason.NOT_LEADER, standing.leaderId());
        }
        leading.check(entries);
        long lastIndex = log.lastIndex() + entries.size();
        try {
            leading.propose(entries);
        } catch (DiskFullException e) {
            LOG.log(Level.WARNING, "there is no room for metadata: {0}", e.getMessage());
            if (standing.role() == Role.LEADER) {
                throw new ProposalRefused(Reason.NO_ROOM, standing.leaderId());
            }
        } catch (IOException e) {
            failSoon(e);
        } catch (RuntimeException e) {
            failSoon(new IOException("consensus met a bug", e));
        } finally {
            office.leaveIfLost();
            if (isActive() && applying.isDue(office.term())) {
                seams.lane().execute(() -> take(() -> {}));
            }
            schedule();
        }
        return lastIndex;
    }

    /**
     * Lets another voter be elected once it has all entries. Until then, for at most an election timeout, proposals are
     * refused.
     *
     * @return false if this node does not lead, or the other is no voter
     */
    public boolean transferLeadership(int to) {
        seams.lane().assertCurrent();
        Leadership leading = office.term();
        return leading != null && isActive() && leading.handOver(to);
    }

    /**
     * Stores the state machine's state in place of the entries it covers.
     *
     * @param index of an entry that was applied, behind the last snapshot
     * @return false if there was no room for it, or it has failed
     */
    public boolean snapshot(long index, byte[] state) {
        seams.lane().assertCurrent();
        if (!isActive()) {
            return false;
        }
        Snapshot last = log.snapshot();
        if (index > applying.appliedIndex() || index <= (last == null ? -1 : last.index())) {
            throw new IllegalArgumentException("a snapshot at " + index + " where " + applying.appliedIndex()
                    + " is applied and " + (last == null ? -1 : last.index()) + " covered");
        }
        try {
            log.compact(index, state);
            return true;
        } catch (DiskFullException e) {
            LOG.log(Level.WARNING, "there is no room for a snapshot of the metadata: {0}", e.getMessage());
        } catch (IOException e) {
            fail(e);
        }
        return false;
    }

    public Role role() {
        return standing.role();
    }

    public long term() {
        return standing.term();
    }

    /** -1 if not known. */
    public int leaderId() {
        return standing.leaderId();
    }

    /**
     * Whether a leader is known of whose term an entry was applied here, and with it all that this leader has said is committed. So
     * was then all that had been committed in earlier terms, and all that this node had applied before it was started:
     * a leader of the same term knew of that. What was committed since may still be on its way.
     */
    public boolean isCurrent() {
        return standing.leaderId() != Standing.NOBODY
                && applying.appliedTerm() == standing.term()
                && standing.knowsOfNoMoreThan(applying.appliedIndex());
    }

    /**
     * When a leader was last heard of, in the nanoseconds of the clock: of whatever term, and whether or not one is known
     * now. Empty if none was since the start. A leader hears itself, also one that has lost the others and does not know it
     * yet, for which it takes an election timeout.
     */
    public OptionalLong leaderHeardNanos() {
        return standing.leaderHeardNanos();
    }

    /** -1 if nothing is. */
    public long commitIndex() {
        return standing.commitIndex();
    }

    /** -1 if there is none. */
    public long lastIndex() {
        return log.lastIndex();
    }

    /** The last that the log says, committed or not; none if this node has yet to learn it. */
    public Voters voters() {
        return log.voters();
    }

    /** This node as a voter, which it need not be. */
    public Voter self() {
        return standing.self();
    }

    /** Bytes of entries that the next start has to read. */
    public long bytesBehindSnapshot() {
        return storage.bytesBehindSnapshot();
    }

    /** What is known of the other nodes, by id; nothing where this node does not lead. */
    public List<PeerProgress> progress() {
        Leadership leading = office.term();
        if (leading == null) {
            return List.of();
        }
        return leading.others().values().stream()
                .map(each -> new PeerProgress(
                        each.nodeId(),
                        each.directoryId(),
                        log.voters().all().contains(each.voter()),
                        each.matchIndex(),
                        standing.nowMs() - each.contactMs()))
                .toList();
    }

    private void sayHello() {
        Set<Integer> known = new TreeSet<>(peers.get());
        log.voters().all().forEach(voter -> known.add(voter.id()));
        known.remove(standing.self().id());
        known.forEach(id ->
                standing.send(id, new Hello(standing.term(), standing.self().directoryId())));
    }

    private void tick() throws IOException {
        Leadership leading = office.term();
        if (leading != null) {
            leading.tick();
        } else if (standing.nowMs() >= standing.electionDueMs()) {
            // A voter too: it may have been removed, and nobody tells it.
            sayHello();
            if (standing.mayStand()) {
                office.takeIf(election.askFirst());
            } else {
                standing.follow(Standing.NOBODY);
                standing.electIn(standing.options().electionTimeoutMs() / 2);
            }
        }
    }

    /** Wakes this node when something is due next. */
    private void schedule() {
        if (isActive()) {
            Leadership leading = office.term();
            alarm.set(leading != null ? leading.dueMs() : standing.electionDueMs());
        }
    }

    private boolean isActive() {
        return started && !standing.isOver();
    }

    private void take(Step step) {
        if (!isActive()) {
            return;
        }
        try {
            try {
                step.run();
            } catch (DiskFullException e) {
                LOG.log(Level.WARNING, "there is no room for metadata: {0}", e.getMessage());
            }
            office.leaveIfLost();
            applying.settle(office::term);
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new IOException("consensus met a bug", e));
        }
        schedule();
    }

    private void fail(IOException cause) {
        endBy(cause);
        stateMachine.failed(cause);
    }

    /** The state machine is not told within its own proposal. */
    private void failSoon(IOException cause) {
        endBy(cause);
        seams.lane().execute(() -> stateMachine.failed(cause));
    }

    private void endBy(IOException cause) {
        LOG.log(Level.ERROR, "the metadata log has failed; this node takes no part any more", cause);
        end(Role.FAILED);
    }

    private void end(Role how) {
        standing.end(how);
        office.leaveIfLost();
        alarm.cancel();
    }
}
