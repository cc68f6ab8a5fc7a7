package io.suiro.cluster.raft;

import io.suiro.cluster.raft.RaftMessage.PreVote;
import io.suiro.cluster.raft.RaftMessage.PreVoteAnswer;
import io.suiro.cluster.raft.RaftMessage.Vote;
import io.suiro.cluster.raft.RaftMessage.VoteAnswer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/**
 * Asking for votes, where the answer is whether this node is elected by that, and giving them. A node that does not know itself to be a
 * voter gives its vote too: it may be one by newer entries. Source: Raft, sections 5.2 and 5.4.1; pre-vote: Ongaro's thesis, 9.6.
 */
final class Election {
    private final Standing standing;
    private final RaftLog log;
    /** Those who said yes in the round that is under way. */
    private final Set<Voter> granted = new HashSet<>();
    /** Those who said no to this node as a candidate. */
    private final Set<Voter> refused = new HashSet<>();

    Election(Standing standing) {
        this.standing = standing;
        this.log = standing.log();
    }

    /** Disturbs nobody: a node that cannot win, or whose leader is well for others, never raises the term. */
    boolean askFirst() throws IOException {
        standing.prospect();
        standing.deferElection();
        granted.clear();
        granted.add(standing.self());
        if (isMajority()) {
            return stand(false);
        }
        PreVote question =
                new PreVote(standing.term() + 1, standing.self().directoryId(), log.lastIndex(), log.lastTerm());
        askOthers(question);
        return false;
    }

    /** Raises the term and asks for votes in it. */
    boolean stand(boolean handedOver) throws IOException {
        standing.candidate();
        standing.deferElection();
        refused.clear();
        granted.clear();
        granted.add(standing.self());
        Vote question =
                new Vote(standing.term(), standing.self().directoryId(), log.lastIndex(), log.lastTerm(), handedOver);
        askOthers(question);
        return isMajority();
    }

    private void askOthers(RaftMessage question) {
        for (Voter voter : log.voters().all()) {
            if (voter.id() != standing.self().id()) {
                standing.send(voter.id(), question);
            }
        }
    }

    boolean answered(int from, PreVoteAnswer answer) throws IOException {
        boolean counts = standing.role() == Role.PROSPECT && answer.asked() == standing.term() + 1;
        if (counts && answer.granted()) {
            granted.add(new Voter(from, answer.directoryId()));
            return isMajority() && stand(false);
        }
        return false;
    }

    boolean answered(int from, VoteAnswer answer) {
        if (standing.role() != Role.CANDIDATE || answer.term() != standing.term()) {
            return false;
        }
        Voter voter = new Voter(from, answer.directoryId());
        if (answer.granted()) {
            granted.add(voter);
            return isMajority();
        }
        refused.add(voter);
        if (isHopeless()) {
            standing.electInTurn();
        }
        return false;
    }

    /** Those who may yet say yes are no majority: others stand, too, and the votes are shared. */
    private boolean isHopeless() {
        Voters voters = log.voters();
        return voters.all().stream()
                        .filter(voter -> !refused.contains(voter) && !standing.isMourned(voter))
                        .count()
                < voters.majority();
    }

    /** Of those who vote: what a node says that was removed, or lost its disk, is nothing. */
    private boolean isMajority() {
        Voters voters = log.voters();
        return !voters.isEmpty()
                && voters.all().stream().filter(granted::contains).count() >= voters.majority();
    }

    void answer(int from, PreVote question) {
        boolean granted = !standing.believesInLeaderBut(from)
                && (question.term() > standing.term()
                        || (question.term() == standing.term() && mayVoteFor(from, question.directoryId())))
                && isUpToDate(question.lastIndex(), question.lastTerm());
        standing.send(
                from, new PreVoteAnswer(standing.term(), standing.self().directoryId(), question.term(), granted));
    }

    /** The question's term is not newer than this node's. */
    void answer(int from, Vote question) throws IOException {
        boolean granted = question.term() == standing.term()
                && mayVoteFor(from, question.directoryId())
                && isUpToDate(question.lastIndex(), question.lastTerm());
        if (granted) {
            standing.voteFor(new Voter(from, question.directoryId()));
            standing.deferElection();
        }
        standing.send(from, new VoteAnswer(standing.term(), standing.self().directoryId(), granted));
    }

    private boolean mayVoteFor(int from, Uuid directoryId) {
        Voter vote = standing.vote();
        return vote == null ? standing.leaderId() == Standing.NOBODY : vote.equals(new Voter(from, directoryId));
    }

    private boolean isUpToDate(long lastIndex, long lastTerm) {
        return lastTerm > log.lastTerm() || (lastTerm == log.lastTerm() && lastIndex >= log.lastIndex());
    }
}
