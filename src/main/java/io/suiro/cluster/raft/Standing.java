package io.suiro.cluster.raft;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where this node stands: term and vote, which are durable before they count, role, leader and how far entries are
 * committed. The one place where these change.
 */
final class Standing {
    static final int NOBODY = -1;
    /** Election timeouts that voters have to find a leader among themselves. */
    private static final int LEARNERS_PATIENCE = 5;

    private final Voter self;
    private final RaftOptions options;
    private final RaftSeams seams;
    private final RaftStorage storage;
    private final RaftLog log;

    private long term;
    private @Nullable Voter vote;
    private Role role = Role.FOLLOWER;
    private int leaderId = NOBODY;
    private long commitIndex;
    /** The furthest that a leader said is committed; it need not be here yet. */
    private long saidCommitIndex = -1;
    /** In which term a leader last said so; -1 if none has since the start. */
    private long saidInTerm = -1;

    private boolean hasHeardLeader;
    /** Of this node's own start as long as no leader was heard. */
    private long heardLeaderNanos;

    private long electionDueMs;
    /** The leader whose connection was closed, until another is heard, or NOBODY. */
    private int mourned = NOBODY;

    Standing(
            Voter self,
            RaftOptions options,
            RaftSeams seams,
            RaftStorage storage,
            RaftStorage.Stored stored,
            RaftLog log) {
        this.self = self;
        this.options = options;
        this.seams = seams;
        this.storage = storage;
        this.log = log;
        this.term = stored.term();
        this.vote = stored.vote();
        this.commitIndex = stored.snapshot() == null ? -1 : stored.snapshot().index();
        this.heardLeaderNanos = seams.clock().nanoTime();
    }

    Voter self() {
        return self;
    }

    RaftOptions options() {
        return options;
    }

    RaftLog log() {
        return log;
    }

    long term() {
        return term;
    }

    @Nullable
    Voter vote() {
        return vote;
    }

    Role role() {
        return role;
    }

    int leaderId() {
        return leaderId;
    }

    long commitIndex() {
        return commitIndex;
    }

    boolean isVoter() {
        return log.voters().all().contains(self);
    }

    /**
     * A node that is no voter stands, in the end, too: it may be the only one left that has an entry without which a voter's
     * log is not long enough, be it the one that removed it (thesis, section 4.2.2). It does not count itself, and leaves
     * once it has brought the voters on.
     */
    boolean mayStand() {
        return isVoter()
                || (!log.voters().isEmpty() && leaderSilentMs() >= LEARNERS_PATIENCE * options.electionTimeoutMs());
    }

    /** Monotone milliseconds. */
    long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(seams.clock().nanoTime());
    }

    /** Whether a silent leader, or this node as leader, is to be defended against the one who asks for votes. */
    boolean believesInLeaderBut(int candidateId) {
        return role == Role.LEADER
                || (leaderId != NOBODY && leaderId != candidateId && leaderSilentMs() < options.electionTimeoutMs());
    }

    private long leaderSilentMs() {
        return TimeUnit.NANOSECONDS.toMillis(seams.clock().nanoTime() - heardLeaderNanos);
    }

    /** When a leader was last heard of, which a leader always has just now; empty if none ever was. */
    OptionalLong leaderHeardNanos() {
        if (role == Role.LEADER) {
            return OptionalLong.of(seams.clock().nanoTime());
        }
        return hasHeardLeader ? OptionalLong.of(heardLeaderNanos) : OptionalLong.empty();
    }

    void send(int nodeId, RaftMessage message) {
        seams.transport().send(nodeId, message);
    }

    /** Does nothing if the term is not newer. */
    void enterTerm(long newer) throws IOException {
        if (newer > term) {
            storage.vote(newer, null);
            term = newer;
            vote = null;
            follow(NOBODY);
        }
    }

    void voteFor(Voter candidate) throws IOException {
        if (!candidate.equals(vote)) {
            storage.vote(term, candidate);
            vote = candidate;
        }
    }

    /** A new term with this node's own vote. */
    void candidate() throws IOException {
        storage.vote(term + 1, self);
        term++;
        vote = self;
        role = Role.CANDIDATE;
        leaderId = NOBODY;
    }

    void prospect() {
        role = Role.PROSPECT;
        leaderId = NOBODY;
    }

    void lead() {
        role = Role.LEADER;
        leaderId = self.id();
    }

    void follow(int leader) {
        if (role == Role.LEADER) {
            heardNow();
            deferElection();
        }
        role = Role.FOLLOWER;
        leaderId = leader;
    }

    /** There is no need to wait for its silence. */
    void mourn(int leader) {
        follow(NOBODY);
        mourned = leader;
        electInTurn();
    }

    /** Whether it will not answer in all probability. */
    boolean isMourned(Voter voter) {
        return voter.id() == mourned;
    }

    void hear(int leader) {
        mourned = NOBODY;
        follow(leader);
        heardNow();
        deferElection();
    }

    private void heardNow() {
        hasHeardLeader = true;
        heardLeaderNanos = seams.clock().nanoTime();
    }

    /** Stopped or failed. */
    boolean isOver() {
        return role == Role.FAILED || role == Role.STOPPED;
    }

    void end(Role how) {
        role = how;
        leaderId = NOBODY;
    }

    void commit(long index) {
        commitIndex = Math.max(commitIndex, index);
    }

    /** The leader of the present term tells how far entries are committed. */
    void leaderSays(long committed) {
        saidCommitIndex = Math.max(saidCommitIndex, committed);
        saidInTerm = term;
    }

    /** Whether the leader of the present term has said since the start that no more is committed than up to the index. */
    boolean knowsOfNoMoreThan(long index) {
        return role == Role.LEADER || (saidInTerm == term && saidCommitIndex <= index);
    }

    long electionDueMs() {
        return electionDueMs;
    }

    void deferElection() {
        electionDueMs = nowMs() + options.electionTimeoutMs() + jitter(options.electionJitterMs());
    }

    /** Soon, where others do so, too: one after another, and those whose lanes wake late do not catch up with the next. */
    void electInTurn() {
        electionDueMs =
                nowMs() + log.voters().placeAfter(mourned, self) * options.turnMs() + jitter(options.turnMs() / 2);
    }

    void electIn(long delayMs) {
        electionDueMs = nowMs() + delayMs;
    }

    private long jitter(long belowMs) {
        return belowMs == 0 ? 0 : seams.random().nextLong(belowMs);
    }
}
