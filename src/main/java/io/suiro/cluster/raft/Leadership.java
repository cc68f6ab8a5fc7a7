package io.suiro.cluster.raft;

import io.suiro.base.DiskFullException;
import io.suiro.cluster.raft.ProposalRefused.Reason;
import io.suiro.cluster.raft.RaftMessage.Appended;
import io.suiro.cluster.raft.RaftMessage.Mismatch;
import io.suiro.cluster.raft.RaftMessage.SnapshotReceived;
import io.suiro.cluster.raft.RaftMessage.TimeoutNow;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** One term of this node as leader: takes proposals, counts what answers of this term say is stored where, commits, and hands over. */
final class Leadership {
    private final Standing standing;
    private final RaftLog log;
    private final Membership membership;
    private final Replication replication;
    private final Map<Integer, Progress> others = new TreeMap<>();
    private final long firstOwnIndex;
    private long heartbeatDueMs;
    private @Nullable Voter successor;
    private long handOverUntilMs;

    private Leadership(Standing standing, Membership membership) {
        this.standing = standing;
        this.log = standing.log();
        this.membership = membership;
        this.replication = new Replication(standing);
        this.firstOwnIndex = log.lastIndex() + 1;
    }

    /**
     * Takes office with an entry of its own, without which nothing of earlier terms may be committed. A founder's first one
     * names the voters, that is itself, so that others can learn them from the log.
     */
    static Leadership begin(Standing standing, Membership membership, byte[] noOp) throws IOException {
        Leadership leadership = new Leadership(standing, membership);
        standing.lead();
        leadership.trackVoters();
        leadership.heartbeatDueMs = standing.nowMs() + standing.options().heartbeatMs();
        RaftLog log = standing.log();
        byte[] opening =
                log.namesVoters() ? noOp : membership.entryOf(log.voters().all());
        try {
            leadership.append(List.of(new LogEntry(standing.term(), opening)));
        } catch (DiskFullException e) {
            standing.follow(Standing.NOBODY);
            throw e;
        }
        return leadership;
    }

    /** Of the entry that opened the term. */
    long firstOwnIndex() {
        return firstOwnIndex;
    }

    Map<Integer, Progress> others() {
        return others;
    }

    /** Refuses what may not be appended now. */
    void check(List<byte[]> proposals) {
        if (successor != null) {
            throw new ProposalRefused(Reason.TRANSFERRING, standing.leaderId());
        }
        checkVoters(proposals);
    }

    /** Appends what was checked. */
    void propose(List<byte[]> proposals) throws IOException {
        append(proposals.stream()
                .map(bytes -> new LogEntry(standing.term(), bytes))
                .toList());
    }

    private void checkVoters(List<byte[]> proposals) {
        List<List<Voter>> changes = proposals.stream()
                .map(membership::ofEntry)
                .flatMap(named -> Optional.ofNullable(named).stream())
                .toList();
        if (changes.isEmpty()) {
            return;
        }
        if (changes.size() > 1 || !new Voters(changes.getFirst()).isOneStepFrom(log.voters())) {
            throw new ProposalRefused(Reason.NOT_ONE_VOTER_AT_A_TIME, standing.leaderId());
        }
        if (standing.commitIndex() < Math.max(firstOwnIndex, log.votersIndex())) {
            throw new ProposalRefused(Reason.VOTERS_NOT_SETTLED, standing.leaderId());
        }
    }

    /**
     * Others get the entries while this node's disk is at work, which counts them only when it is done. Where the disk is
     * full nothing was appended here; if others may have got something, this node no longer leads.
     */
    private void append(List<LogEntry> entries) throws IOException {
        boolean alone = log.voters().isOnly(standing.self());
        log.add(entries);
        if (!alone) {
            trackVoters();
            sendAll(false);
        }
        try {
            log.force();
        } catch (DiskFullException e) {
            log.forgetUnforced();
            if (!alone) {
                standing.follow(Standing.NOBODY);
            }
            throw e;
        }
        trackVoters();
        advanceCommit();
        if (standing.role() == Role.LEADER) {
            sendAll(false);
        }
    }

    private void trackVoters() {
        for (Voter voter : log.voters().all()) {
            if (voter.id() != standing.self().id()) {
                others.computeIfAbsent(voter.id(), id -> track(voter));
            }
        }
    }

    private Progress track(Voter node) {
        return new Progress(node.id(), node.directoryId(), log.lastIndex() + 1, standing.nowMs());
    }

    private void sendAll(boolean heartbeat) {
        others.values().forEach(progress -> replication.send(progress, heartbeat));
    }

    void appended(int from, Appended answer) {
        Progress progress = heard(from, answer.directoryId());
        if (progress != null && answer.matchIndex() <= log.lastIndex()) {
            progress.matched(answer.matchIndex());
            moved(progress);
        }
    }

    void mismatched(int from, Mismatch answer) {
        Progress progress = heard(from, answer.directoryId());
        if (progress != null && answer.previousIndex() <= log.lastIndex()) {
            replication.mismatched(progress, answer);
        }
    }

    void received(int from, SnapshotReceived answer) {
        Progress progress = heard(from, answer.directoryId());
        if (progress != null) {
            replication.received(progress, answer);
            moved(progress);
        }
    }

    /**
     * A node that has heard no leader, of whatever term, is told of this one. That a voter is there does not mean that it
     * hears this leader, as an answer does.
     */
    void greeted(int from, Uuid directoryId) {
        Progress known = others.get(from);
        if (known == null || !known.directoryId().equals(directoryId)) {
            Progress progress = track(new Voter(from, directoryId));
            others.put(from, progress);
            replication.send(progress, true);
        } else {
            if (!log.voters().all().contains(known.voter())) {
                known.heard(standing.nowMs());
            }
            replication.send(known, true);
        }
    }

    /** Null for a node that nothing was sent to; one that lost its disk begins anew. */
    private @Nullable Progress heard(int from, Uuid directoryId) {
        Progress progress = others.get(from);
        if (progress == null) {
            return null;
        }
        if (!progress.directoryId().equals(directoryId)) {
            greeted(from, directoryId);
            return null;
        }
        progress.heard(standing.nowMs());
        return progress;
    }

    private void moved(Progress progress) {
        advanceCommit();
        if (standing.role() != Role.LEADER) {
            return;
        }
        replication.send(progress, false);
        handOverIfReady();
    }

    /** Only an entry of this term is committed by counting, and with it all before (Raft, section 5.4.2). */
    private void advanceCommit() {
        Voters voters = log.voters();
        List<Long> stored = voters.all().stream()
                .map(this::storedBy)
                .sorted(Comparator.reverseOrder())
                .toList();
        long index = stored.isEmpty() ? -1 : stored.get(voters.majority() - 1);
        if (index <= standing.commitIndex() || log.termAt(index) != standing.term()) {
            return;
        }
        standing.commit(index);
        if (!standing.isVoter() && standing.commitIndex() >= log.votersIndex()) {
            leave();
        } else {
            sendAll(true);
        }
    }

    private long storedBy(Voter voter) {
        if (voter.equals(standing.self())) {
            return log.stableIndex();
        }
        Progress progress = others.get(voter.id());
        return progress != null && progress.voter().equals(voter) ? progress.matchIndex() : -1;
    }

    /** This node was removed: the others are told of that, and the one that has most takes over. */
    private void leave() {
        sendAll(true);
        others.values().stream()
                .filter(progress -> log.voters().all().contains(progress.voter()))
                .max(Comparator.comparingLong(Progress::matchIndex))
                .ifPresent(best -> standing.send(best.nodeId(), new TimeoutNow(standing.term())));
        standing.follow(Standing.NOBODY);
    }

    /** When {@link #tick} is due; never if there is nobody to talk to. */
    long dueMs() {
        return others.isEmpty() ? Long.MAX_VALUE : heartbeatDueMs;
    }

    void tick() {
        long nowMs = standing.nowMs();
        if (nowMs < heartbeatDueMs) {
            return;
        }
        excuse(nowMs, nowMs - heartbeatDueMs);
        heartbeatDueMs = nowMs + standing.options().heartbeatMs();
        if (!hearsMajority(nowMs)) {
            standing.follow(Standing.NOBODY);
            return;
        }
        if (successor != null && nowMs >= handOverUntilMs) {
            successor = null;
        }
        others.values()
                .removeIf(progress -> log.voters().withId(progress.nodeId()) == null
                        && nowMs - progress.contactMs() > standing.options().learnerSilenceMs());
        sendAll(true);
        handOverIfReady();
    }

    /** What this node's own lane was held up for, by a slow disk or for want of a processor, is nobody else's silence. */
    private void excuse(long nowMs, long lateMs) {
        if (lateMs >= standing.options().electionTimeoutMs() / 2) {
            others.values().forEach(progress -> progress.heard(Math.min(nowMs, progress.contactMs() + lateMs)));
        }
    }

    /** Without contact to a majority for an election timeout another may lead already (thesis, section 6.2). */
    private boolean hearsMajority(long nowMs) {
        Function<Voter, Boolean> hears = voter -> {
            Progress progress = others.get(voter.id());
            return voter.equals(standing.self())
                    || (progress != null
                            && progress.voter().equals(voter)
                            && nowMs - progress.contactMs() < standing.options().electionTimeoutMs());
        };
        Voters voters = log.voters();
        return voters.all().stream().filter(hears::apply).count() >= voters.majority();
    }

    /** Whether it has begun: the successor is a voter that was heard of. */
    boolean handOver(int to) {
        Progress progress = others.get(to);
        if (progress == null || !log.voters().all().contains(progress.voter())) {
            return false;
        }
        successor = progress.voter();
        handOverUntilMs = standing.nowMs() + standing.options().electionTimeoutMs();
        replication.send(progress, false);
        handOverIfReady();
        return true;
    }

    private void handOverIfReady() {
        if (successor == null) {
            return;
        }
        Progress progress = others.get(successor.id());
        if (progress != null && progress.voter().equals(successor) && progress.matchIndex() == log.lastIndex()) {
            standing.send(successor.id(), new TimeoutNow(standing.term()));
        }
    }
}
