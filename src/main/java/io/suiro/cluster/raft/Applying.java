package io.suiro.cluster.raft;

import org.jspecify.annotations.Nullable;

/** Tells the state machine what is committed and who leads: each change once, in order. */
final class Applying {
    private final Standing standing;
    private final RaftLog log;
    private final StateMachine stateMachine;
    private long appliedIndex = -1;
    private long appliedTerm = -1;
    private long toldTerm = -1;
    private int toldLeaderId = Standing.NOBODY;
    private boolean underWay;

    Applying(Standing standing, StateMachine stateMachine) {
        this.standing = standing;
        this.log = standing.log();
        this.stateMachine = stateMachine;
    }

    long appliedIndex() {
        return appliedIndex;
    }

    /** Of the last entry applied; -1 if none was. */
    long appliedTerm() {
        return appliedTerm;
    }

    void restore(Snapshot snapshot) {
        stateMachine.restore(snapshot.index(), snapshot.state());
        appliedIndex = snapshot.index();
        appliedTerm = snapshot.term();
    }

    /** Also what the state machine sets in motion by that. */
    void settle(LeadershipSource leadership) {
        if (underWay) {
            return;
        }
        underWay = true;
        try {
            do {
                applyCommitted();
            } while (!standing.isOver()
                    && (tellWhoLeads(leadership.current()) || appliedIndex < standing.commitIndex()));
        } finally {
            underWay = false;
        }
    }

    /** Who leads may change while the state machine is told. */
    @FunctionalInterface
    interface LeadershipSource {
        @Nullable
        Leadership current();
    }

    private void applyCommitted() {
        while (appliedIndex < standing.commitIndex() && !standing.isOver()) {
            long index = appliedIndex + 1;
            byte[] entry = log.bytesAt(index);
            appliedIndex = index;
            appliedTerm = log.termAt(index);
            stateMachine.apply(index, entry);
        }
    }

    private boolean tellWhoLeads(@Nullable Leadership leadership) {
        int leaderId = standing.leaderId();
        boolean ready = leadership == null || appliedIndex >= leadership.firstOwnIndex();
        if (!ready || (toldLeaderId == leaderId && toldTerm == standing.term())) {
            return false;
        }
        toldLeaderId = leaderId;
        toldTerm = standing.term();
        if (leadership == null) {
            stateMachine.following(leaderId, toldTerm);
        } else {
            stateMachine.leading(toldTerm);
        }
        return true;
    }

    /** Whether there is anything to tell. */
    boolean isDue(@Nullable Leadership leadership) {
        return appliedIndex < standing.commitIndex()
                || (leadership == null && (toldLeaderId != standing.leaderId() || toldTerm != standing.term()));
    }
}
