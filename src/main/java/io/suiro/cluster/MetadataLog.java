package io.suiro.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The durable sequence of metadata entries, whoever stores it: one file here, a quorum of voters in a cluster. It knows
 * nothing of what entries mean.
 *
 * <pre>
 * open ── replay ──▶ leading ── append*, snapshot* ──▶ closed
 *                       └── IOException ──▶ failed: every later call fails too
 * </pre>
 *
 * Indexes count entries from 0 without gaps. One thread at a time, the controller's lane; calls return when the work is
 * done, and what is waiting meanwhile becomes the next group. Any {@link IOException} is fail-stop: whether the entries
 * of the failed call will be there after a restart is not known; but for a {@link io.suiro.base.DiskFullException}, after
 * which nothing of the call is there and another may be tried.
 */
public interface MetadataLog extends Closeable {

    /** What entries mean: called by {@link #replay} only, in order. */
    interface StateMachine {
        /** Replaces all state by the snapshot's, which covers every entry up to the index. */
        void restore(long index, byte[] state) throws IOException;

        void apply(long index, byte[] entry) throws IOException;
    }

    /** Id of the cluster whose metadata this is, from the first start on: 22 characters, base64. */
    String clusterId();

    /** Grows with each change of who may append; here with each opening. */
    long term();

    /** The last index in the log, -1 if it is empty. */
    long lastIndex();

    /** Feeds snapshot and entries to the state machine. Once, before anything is appended. */
    void replay(StateMachine stateMachine) throws IOException;

    /**
     * Appends the entries, all or none, and returns once they are committed: nothing that happens afterwards can lose
     * them.
     */
    void append(List<byte[]> entries) throws IOException;

    /** Bytes of entries that the next start has to read, since the last snapshot. */
    long bytesBehindSnapshot();

    /** Makes the state durable and drops what it covers, which is everything up to {@link #lastIndex}. */
    void snapshot(byte[] state) throws IOException;
}
