package io.suiro.cluster.raft;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The log in memory, with what it says about voters, and its way to the storage. Memory also holds some entries that the
 * snapshot covers, for followers that are a little behind.
 *
 * <pre>
 * firstIndex ... snapshot's index | ... stableIndex | ... lastIndex
 *     kept, not stored            |  stored         |  a leader's that are being forced
 * </pre>
 */
final class RaftLog {
    private final RaftStorage storage;
    private final Membership membership;
    private final int keptEntries;
    /** The voters as long as the log names none. */
    private final Voters implied;

    private @Nullable Snapshot snapshot;
    private List<LogEntry> entries;
    private long firstIndex;
    private long termBeforeFirst;
    private long stableIndex;
    /** Null if it names none. */
    private @Nullable Voters votersOfSnapshot;

    private final TreeMap<Long, Voters> changes = new TreeMap<>();

    RaftLog(RaftStorage storage, RaftStorage.Stored stored, Membership membership, Voters implied, int keptEntries) {
        this.storage = storage;
        this.membership = membership;
        this.implied = implied;
        this.keptEntries = keptEntries;
        snapshot = stored.snapshot();
        entries = new ArrayList<>(stored.entries());
        firstIndex = snapshot == null ? 0 : snapshot.index() + 1;
        termBeforeFirst = snapshot == null ? 0 : snapshot.term();
        stableIndex = lastIndex();
        votersOfSnapshot = snapshot == null ? null : votersOf(snapshot);
        noteVoters(firstIndex);
    }

    long firstIndex() {
        return firstIndex;
    }

    /** -1 if the log is empty. */
    long lastIndex() {
        return firstIndex + entries.size() - 1;
    }

    long lastTerm() {
        return entries.isEmpty() ? termBeforeFirst : entries.getLast().term();
    }

    /** Up to here entries are durable on this node. */
    long stableIndex() {
        return stableIndex;
    }

    @Nullable
    Snapshot snapshot() {
        return snapshot;
    }

    /** Whether the term there is known: from one before the first entry to the last. */
    boolean reachesBackTo(long index) {
        return index >= firstIndex - 1;
    }

    /** 0 before the first entry of all. */
    long termAt(long index) {
        return index == firstIndex - 1
                ? termBeforeFirst
                : entries.get((int) (index - firstIndex)).term();
    }

    byte[] bytesAt(long index) {
        return entries.get((int) (index - firstIndex)).bytes();
    }

    /** From the index on, at least one if there is one, and more while they stay within so many bytes. */
    List<LogEntry> slice(long index, int bytes) {
        int from = (int) (index - firstIndex);
        int to = from;
        long size = 0;
        while (to < entries.size() && (to == from || size + entries.get(to).sizeInBytes() <= bytes)) {
            size += entries.get(to++).sizeInBytes();
        }
        return List.copyOf(entries.subList(from, to));
    }

    /** Who votes: the last that the log says, committed or not. */
    Voters voters() {
        if (!changes.isEmpty()) {
            return changes.lastEntry().getValue();
        }
        return votersOfSnapshot == null ? implied : votersOfSnapshot;
    }

    /** Whether the log itself says who votes; otherwise only the founder's own directory does. */
    boolean namesVoters() {
        return !changes.isEmpty() || votersOfSnapshot != null;
    }

    /** Index of the entry that says so; -1 if the snapshot does, or nothing. */
    long votersIndex() {
        return changes.isEmpty() ? -1 : changes.lastKey();
    }

    /** The leader's entries, in memory only until {@link #force}. */
    void add(List<LogEntry> more) {
        long from = lastIndex() + 1;
        entries.addAll(more);
        noteVoters(from);
    }

    /** Makes durable what was added. */
    void force() throws IOException {
        long from = stableIndex + 1;
        if (from <= lastIndex()) {
            storage.append(from, List.copyOf(entries.subList((int) (from - firstIndex), entries.size())));
            stableIndex = lastIndex();
        }
    }

    /** Takes back what was added and not made durable. */
    void forgetUnforced() {
        truncate(stableIndex + 1);
    }

    /** A follower's: durable when it returns, in place of all from the index on. */
    void replaceFrom(long index, List<LogEntry> more) throws IOException {
        storage.append(index, more);
        truncate(index);
        add(more);
        stableIndex = lastIndex();
    }

    private void truncate(long index) {
        entries.subList((int) (index - firstIndex), entries.size()).clear();
        changes.tailMap(index, true).clear();
    }

    /** Covers entries with this node's own state. */
    void compact(long index, byte[] state) throws IOException {
        Snapshot taken = new Snapshot(index, termAt(index), state);
        int behind = (int) (index + 1 - firstIndex);
        storage.snapshot(taken, List.copyOf(entries.subList(behind, entries.size())));
        cover(taken);
        int dropped = behind - keptEntries;
        if (dropped > 0) {
            termBeforeFirst = entries.get(dropped - 1).term();
            entries = new ArrayList<>(entries.subList(dropped, entries.size()));
            firstIndex += dropped;
        }
    }

    /** Takes over the leader's state; entries behind it stay only if the log leads there. */
    void install(Snapshot sent) throws IOException {
        boolean leadsThere =
                reachesBackTo(sent.index()) && sent.index() <= lastIndex() && termAt(sent.index()) == sent.term();
        List<LogEntry> behind = leadsThere
                ? List.copyOf(entries.subList((int) (sent.index() + 1 - firstIndex), entries.size()))
                : List.of();
        storage.snapshot(sent, behind);
        if (!leadsThere) {
            changes.clear();
        }
        cover(sent);
        entries = new ArrayList<>(behind);
        firstIndex = sent.index() + 1;
        termBeforeFirst = sent.term();
        stableIndex = lastIndex();
    }

    private void cover(Snapshot taken) {
        snapshot = taken;
        votersOfSnapshot = votersOf(taken);
        changes.headMap(taken.index(), true).clear();
    }

    private @Nullable Voters votersOf(Snapshot taken) {
        List<Voter> named = membership.ofSnapshot(taken.state());
        return named.isEmpty() ? null : new Voters(named);
    }

    private void noteVoters(long from) {
        for (long index = from; index <= lastIndex(); index++) {
            List<Voter> named = membership.ofEntry(bytesAt(index));
            if (named != null) {
                changes.put(index, new Voters(named));
            }
        }
    }
}
