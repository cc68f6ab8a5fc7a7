package io.suiro.cluster.raft;

import io.suiro.cluster.raft.RaftMessage.Append;
import io.suiro.cluster.raft.RaftMessage.Appended;
import io.suiro.cluster.raft.RaftMessage.InstallSnapshot;
import io.suiro.cluster.raft.RaftMessage.Mismatch;
import io.suiro.cluster.raft.RaftMessage.SnapshotReceived;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what a leader sends: entries, word of what is committed, snapshots. Answers only once it is durable. */
final class Following {
    private final Standing standing;
    private final RaftLog log;
    private @Nullable Incoming incoming;

    Following(Standing standing) {
        this.standing = standing;
        this.log = standing.log();
    }

    /** A snapshot of which a part is here; memory grows with what came, not with what was announced. */
    private record Incoming(long term, long lastIndex, long lastTerm, ByteArrayOutputStream bytes) {
        boolean continuesWith(InstallSnapshot message) {
            return term == message.term() && lastIndex == message.lastIndex() && lastTerm == message.lastTerm();
        }
    }

    void receive(int from, Append message) throws IOException {
        if (isOld(message) || standing.role() == Role.LEADER) {
            standing.send(from, mismatch(message.previousIndex(), -1));
            return;
        }
        standing.hear(from);
        standing.leaderSays(message.commitIndex());
        if (!matches(message)) {
            standing.send(from, mismatch(message.previousIndex(), hint(message)));
            return;
        }
        take(message);
        long matchIndex = message.previousIndex() + message.entries().size();
        // Not what the log holds beyond: that may be of a leader that was never followed by a majority.
        standing.commit(Math.min(message.commitIndex(), matchIndex));
        standing.send(from, new Appended(standing.term(), standing.self().directoryId(), matchIndex));
    }

    private boolean isOld(RaftMessage message) {
        return message.term() < standing.term();
    }

    /** Before the log in memory all is committed, and committed entries are the same everywhere. */
    private boolean matches(Append message) {
        long previous = message.previousIndex();
        return !log.reachesBackTo(previous)
                || (previous <= log.lastIndex() && log.termAt(previous) == message.previousTerm());
    }

    /** The last entry that may be as the leader's: not newer than its own, and nothing is newer behind it. */
    private long hint(Append message) {
        long index = Math.min(message.previousIndex() - 1, log.lastIndex());
        while (index > standing.commitIndex() && log.termAt(index) > message.previousTerm()) {
            index--;
        }
        return index;
    }

    private Mismatch mismatch(long previousIndex, long hintIndex) {
        long hintTerm = hintIndex >= 0 && log.reachesBackTo(hintIndex) ? log.termAt(hintIndex) : 0;
        return new Mismatch(standing.term(), standing.self().directoryId(), previousIndex, hintIndex, hintTerm);
    }

    private void take(Append message) throws IOException {
        List<LogEntry> entries = message.entries();
        for (int i = 0; i < entries.size(); i++) {
            long index = message.previousIndex() + 1 + i;
            boolean known = !log.reachesBackTo(index)
                    || (index <= log.lastIndex()
                            && log.termAt(index) == entries.get(i).term());
            if (known) {
                continue;
            }
            if (index <= standing.commitIndex()) {
                throw new IOException("the leader of term " + message.term() + " contradicts entry " + index
                        + ", which is committed");
            }
            log.replaceFrom(index, List.copyOf(entries.subList(i, entries.size())));
            return;
        }
    }

    /** The state once it is all here and durable; null before. */
    @Nullable
    Snapshot receive(int from, InstallSnapshot message) throws IOException {
        if (isOld(message) || standing.role() == Role.LEADER) {
            answer(from, message, 0);
            return null;
        }
        standing.hear(from);
        if (message.lastIndex() <= standing.commitIndex()) {
            incoming = null;
            answer(from, message, message.totalBytes());
            return null;
        }
        Incoming part = incoming;
        if (part == null || !part.continuesWith(message)) {
            part = new Incoming(message.term(), message.lastIndex(), message.lastTerm(), new ByteArrayOutputStream());
            incoming = part;
        }
        if (message.offset() == part.bytes().size()) {
            byte[] chunk = new byte[message.chunk().remaining()];
            message.chunk().duplicate().get(chunk);
            part.bytes().writeBytes(chunk);
        }
        if (part.bytes().size() < message.totalBytes()) {
            answer(from, message, part.bytes().size());
            return null;
        }
        incoming = null;
        Snapshot whole = new Snapshot(
                message.lastIndex(), message.lastTerm(), part.bytes().toByteArray());
        log.install(whole);
        standing.commit(whole.index());
        answer(from, message, message.totalBytes());
        return whole;
    }

    private void answer(int from, InstallSnapshot message, long offset) {
        standing.send(
                from,
                new SnapshotReceived(standing.term(), standing.self().directoryId(), message.lastIndex(), offset));
    }
}
