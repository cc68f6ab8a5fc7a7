package io.suiro.cluster.raft;

import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What a leader knows of another node's log.
 *
 * <pre>
 *          an append matched
 * PROBE ────────────────────▶ REPLICATE       PROBE: one append at a time, to find where the logs agree
 *   ▲  ◀──── mismatch ─────────  │            REPLICATE: appends follow each other without waiting
 *   │                            │            SNAPSHOT: a chunk at a time
 *   └─ all there ── SNAPSHOT ◀───┘ what it lacks is no longer in memory
 * </pre>
 */
final class Progress {
    enum Mode {
        PROBE,
        REPLICATE,
        SNAPSHOT
    }

    private final int nodeId;
    private final Uuid directoryId;
    private Mode mode = Mode.PROBE;
    private long nextIndex;
    private long matchIndex = -1;
    private long contactMs;
    private boolean awaitsAnswer;
    /** Last index of each append that waits for its answer. */
    private final Queue<Long> inFlight = new ArrayDeque<>();

    private @Nullable Snapshot snapshot;
    private long offset;
    private long chunkSentMs;

    Progress(int nodeId, Uuid directoryId, long nextIndex, long nowMs) {
        this.nodeId = nodeId;
        this.directoryId = directoryId;
        this.nextIndex = nextIndex;
        this.contactMs = nowMs;
    }

    int nodeId() {
        return nodeId;
    }

    Uuid directoryId() {
        return directoryId;
    }

    Voter voter() {
        return new Voter(nodeId, directoryId);
    }

    Mode mode() {
        return mode;
    }

    /** Of the next entry to send. */
    long nextIndex() {
        return nextIndex;
    }

    /** Up to here the node has said that its log, durably, is the leader's; -1 if nothing is known. */
    long matchIndex() {
        return matchIndex;
    }

    long contactMs() {
        return contactMs;
    }

    boolean awaitsAnswer() {
        return awaitsAnswer;
    }

    int inFlight() {
        return inFlight.size();
    }

    void heard(long nowMs) {
        contactMs = nowMs;
    }

    void sentProbe() {
        awaitsAnswer = true;
    }

    void sentThrough(long lastIndex) {
        inFlight.add(lastIndex);
        nextIndex = lastIndex + 1;
    }

    void matched(long index) {
        matchIndex = Math.max(matchIndex, index);
        while (!inFlight.isEmpty() && inFlight.element() <= index) {
            inFlight.remove();
        }
        boolean found = mode == Mode.PROBE && index >= nextIndex - 1;
        Snapshot sending = snapshot;
        boolean installed = mode == Mode.SNAPSHOT && sending != null && index >= sending.index();
        if (found || installed) {
            replicateFrom(matchIndex + 1);
        }
        nextIndex = Math.max(nextIndex, matchIndex + 1);
    }

    private void replicateFrom(long index) {
        mode = Mode.REPLICATE;
        nextIndex = index;
        awaitsAnswer = false;
        snapshot = null;
    }

    /** Whether a mismatch there says something that is not known already. */
    boolean isNews(long previousIndex) {
        return switch (mode) {
            case PROBE -> previousIndex == nextIndex - 1 && previousIndex > matchIndex;
            case REPLICATE -> previousIndex > matchIndex;
            case SNAPSHOT -> false;
        };
    }

    void probeFrom(long index) {
        mode = Mode.PROBE;
        nextIndex = Math.max(matchIndex + 1, index);
        awaitsAnswer = false;
        inFlight.clear();
    }

    void sendSnapshot(Snapshot whole) {
        mode = Mode.SNAPSHOT;
        snapshot = whole;
        offset = 0;
        inFlight.clear();
    }

    @Nullable
    Snapshot snapshot() {
        return snapshot;
    }

    long offset() {
        return offset;
    }

    void sentChunk(long nowMs) {
        chunkSentMs = nowMs;
    }

    long chunkSentMs() {
        return chunkSentMs;
    }

    /** Whether that changes what is to be sent next. */
    boolean received(long before) {
        boolean moved = before != offset;
        offset = before;
        return moved;
    }
}
