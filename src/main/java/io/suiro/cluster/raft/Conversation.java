package io.suiro.cluster.raft;

import io.suiro.cluster.raft.RaftMessage.Append;
import io.suiro.cluster.raft.RaftMessage.Appended;
import io.suiro.cluster.raft.RaftMessage.Hello;
import io.suiro.cluster.raft.RaftMessage.InstallSnapshot;
import io.suiro.cluster.raft.RaftMessage.Mismatch;
import io.suiro.cluster.raft.RaftMessage.PreVote;
import io.suiro.cluster.raft.RaftMessage.PreVoteAnswer;
import io.suiro.cluster.raft.RaftMessage.SnapshotReceived;
import io.suiro.cluster.raft.RaftMessage.TimeoutNow;
import io.suiro.cluster.raft.RaftMessage.Vote;
import io.suiro.cluster.raft.RaftMessage.VoteAnswer;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Hands each message of another node to whom it concerns; most bring this node to their term first. Lane only.
 *
 * <pre>
 * PreVote, Vote, and their answers ──▶ Election ── elected ──▶ Office
 * Append, InstallSnapshot          ──▶ Following
 * Appended, Mismatch, SnapshotReceived, Hello ──▶ Leadership, while this node holds the office
 * TimeoutNow                       ──▶ Election, at once
 * </pre>
 */
final class Conversation {
    private final Standing standing;
    private final Election election;
    private final Following following;
    private final Applying applying;
    private final Office office;

    Conversation(Standing standing, Election election, Following following, Applying applying, Office office) {
        this.standing = standing;
        this.election = election;
        this.following = following;
        this.applying = applying;
        this.office = office;
    }

    void take(int from, RaftMessage message) throws IOException {
        if (raisesTerm(from, message)) {
            standing.enterTerm(message.term());
            office.leaveIfLost();
        }
        switch (message) {
            case PreVote question -> election.answer(from, question);
            case PreVoteAnswer answer -> office.takeIf(election.answered(from, answer));
            case Vote question -> election.answer(from, question);
            case VoteAnswer answer -> office.takeIf(election.answered(from, answer));
            case Append append -> following.receive(from, append);
            case InstallSnapshot part -> {
                Snapshot whole = following.receive(from, part);
                if (whole != null) {
                    applying.restore(whole);
                }
            }
            case TimeoutNow now -> {
                if (now.term() == standing.term() && from == standing.leaderId() && standing.isVoter()) {
                    office.takeIf(election.stand(true));
                }
            }
            case Appended answer -> ifLeading(answer, leading -> leading.appended(from, answer));
            case Mismatch answer -> ifLeading(answer, leading -> leading.mismatched(from, answer));
            case SnapshotReceived answer -> ifLeading(answer, leading -> leading.received(from, answer));
            case Hello hello -> {
                Leadership leading = office.term();
                if (leading != null) {
                    leading.greeted(from, hello.directoryId());
                }
            }
        }
    }

    /** A candidate does not end the term of a leader that others hear, unless that leader wishes it. */
    private boolean raisesTerm(int from, RaftMessage message) {
        return switch (message) {
            case PreVote question -> false;
            case Hello hello -> false;
            case Vote question -> question.handedOver() || !standing.believesInLeaderBut(from);
            default -> true;
        };
    }

    /** An answer to a leader of an earlier term, be it this very node, says nothing about this term's entries. */
    private void ifLeading(RaftMessage answer, Consumer<Leadership> step) {
        Leadership leading = office.term();
        if (leading != null && answer.term() == standing.term()) {
            step.accept(leading);
        }
    }
}
