package io.suiro.cluster.raft;

import io.suiro.cluster.raft.RaftMessage.Append;
import io.suiro.cluster.raft.RaftMessage.InstallSnapshot;
import io.suiro.cluster.raft.RaftMessage.Mismatch;
import io.suiro.cluster.raft.RaftMessage.SnapshotReceived;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** Brings one node's log to the leader's: what to send next, given what it answered. */
final class Replication {
    /** Heartbeats after which a chunk that was not answered is sent again. */
    private static final int CHUNK_PATIENCE = 5;

    private final Standing standing;
    private final RaftLog log;

    Replication(Standing standing) {
        this.standing = standing;
        this.log = standing.log();
    }

    /**
     * Sends what may be sent now.
     *
     * @param heartbeat whether something is to be sent in any case
     */
    void send(Progress progress, boolean heartbeat) {
        if (progress.mode() != Progress.Mode.SNAPSHOT && !log.reachesBackTo(progress.nextIndex() - 1)) {
            progress.sendSnapshot(Objects.requireNonNull(log.snapshot()));
            sendChunk(progress);
            return;
        }
        switch (progress.mode()) {
            case PROBE -> probe(progress, heartbeat);
            case REPLICATE -> replicate(progress, heartbeat);
            case SNAPSHOT -> {
                if (heartbeat) {
                    keepSnapshotGoing(progress);
                }
            }
        }
    }

    private void probe(Progress progress, boolean heartbeat) {
        if (!progress.awaitsAnswer()) {
            append(progress, log.slice(progress.nextIndex(), standing.options().appendBytes()));
            progress.sentProbe();
        } else if (heartbeat) {
            append(progress, List.of());
        }
    }

    private void replicate(Progress progress, boolean heartbeat) {
        boolean sent = false;
        while (progress.nextIndex() <= log.lastIndex()
                && progress.inFlight() < standing.options().appendsInFlight()) {
            List<LogEntry> entries =
                    log.slice(progress.nextIndex(), standing.options().appendBytes());
            append(progress, entries);
            progress.sentThrough(progress.nextIndex() + entries.size() - 1);
            sent = true;
        }
        if (heartbeat && !sent) {
            append(progress, List.of());
        }
    }

    private void append(Progress progress, List<LogEntry> entries) {
        long previous = progress.nextIndex() - 1;
        standing.send(
                progress.nodeId(),
                new Append(standing.term(), previous, log.termAt(previous), standing.commitIndex(), entries));
    }

    /** Goes back by whole terms: the last entry of the leader's that is not newer than the hint. */
    void mismatched(Progress progress, Mismatch mismatch) {
        if (!progress.isNews(mismatch.previousIndex())) {
            return;
        }
        long agreed = Math.min(mismatch.hintIndex(), mismatch.previousIndex() - 1);
        while (agreed > progress.matchIndex()
                && log.reachesBackTo(agreed)
                && log.termAt(agreed) > mismatch.hintTerm()) {
            agreed--;
        }
        progress.probeFrom(agreed + 1);
        send(progress, false);
    }

    private void sendChunk(Progress progress) {
        Snapshot snapshot = Objects.requireNonNull(progress.snapshot());
        int length = snapshot.state().length;
        int from = (int) progress.offset();
        int size = Math.min(standing.options().chunkBytes(), length - from);
        ByteBuffer chunk = ByteBuffer.wrap(snapshot.state(), from, size).slice().asReadOnlyBuffer();
        progress.sentChunk(standing.nowMs());
        standing.send(
                progress.nodeId(),
                new InstallSnapshot(standing.term(), snapshot.index(), snapshot.term(), length, from, chunk));
    }

    private void keepSnapshotGoing(Progress progress) {
        long patienceMs = CHUNK_PATIENCE * standing.options().heartbeatMs();
        if (standing.nowMs() - progress.chunkSentMs() >= patienceMs) {
            sendChunk(progress);
        } else {
            // Says that the leader is there, and proves nothing.
            standing.send(progress.nodeId(), new Append(standing.term(), -1, 0, -1, List.of()));
        }
    }

    void received(Progress progress, SnapshotReceived answer) {
        Snapshot snapshot = progress.snapshot();
        if (snapshot == null || snapshot.index() != answer.lastIndex()) {
            return;
        }
        if (answer.offset() >= snapshot.state().length) {
            progress.matched(snapshot.index());
            send(progress, false);
        } else if (answer.offset() >= 0 && progress.received(answer.offset())) {
            sendChunk(progress);
        }
    }
}
