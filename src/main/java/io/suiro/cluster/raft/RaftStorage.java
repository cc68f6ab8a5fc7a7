package io.suiro.cluster.raft;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What a node must still know after a crash: term and vote, entries, snapshot. Each call returns once its work is durable.
 *
 * <pre>
 * open ── stored, once ──▶ vote*, append*, snapshot* ──▶ closed
 *                            └── IOException ──▶ failed: every later call fails too
 * </pre>
 *
 * Indexes count entries from 0 without gaps. One thread at a time, the lane of the {@link Raft} that owns it. Any {@link
 * IOException} is fail-stop: what the failed call leaves is not known; but for a {@link io.suiro.base.DiskFullException},
 * after which nothing of the call is there and another may be tried.
 */
public interface RaftStorage extends Closeable {

    /**
     * What opening found.
     *
     * @param term the highest that this node has seen, 0 if none
     * @param vote whom it voted for in the term; null if nobody
     * @param snapshot null if there is none
     * @param entries behind the snapshot
     */
    record Stored(long term, @Nullable Voter vote, @Nullable Snapshot snapshot, List<LogEntry> entries) {}

    /** Id of the cluster whose log this is. */
    String clusterId();

    /** Made once with the directory: another one means that what was stored before is lost. */
    Uuid directoryId();

    /** Whether this directory founded the cluster: its node is the one voter as long as the log names none. */
    boolean isFounder();

    Stored stored();

    /** Stores both at once; the term never falls, and a vote is never changed within its term. */
    void vote(long term, @Nullable Voter vote) throws IOException;

    /**
     * Puts the entries at the index and those that follow, in place of whatever was there and behind. A crash leaves what was
     * there before, or the first of the new ones in its place.
     *
     * @param firstIndex behind the snapshot, at most one behind the last entry
     * @param entries at least one, of terms that do not fall
     */
    void append(long firstIndex, List<LogEntry> entries) throws IOException;

    /** Puts the snapshot in place of all before it, and makes these the entries behind it; a crash leaves old or new. */
    void snapshot(Snapshot snapshot, List<LogEntry> behind) throws IOException;

    /** Bytes of entries that the next start has to read. */
    long bytesBehindSnapshot();
}
