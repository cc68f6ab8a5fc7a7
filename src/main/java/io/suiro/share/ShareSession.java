package io.suiro.share;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a member of a share group fetches from this broker, over one connection. Any thread: guarded by its own monitor. */
final class ShareSession {
    private final String groupId;
    private final String memberId;
    private final long connectionId;
    private final Set<SharedPartition> partitions = new LinkedHashSet<>();
    private int nextEpoch = 1;
    private volatile boolean isClosed;

    ShareSession(String groupId, String memberId, long connectionId, Collection<SharedPartition> partitions) {
        this.groupId = groupId;
        this.memberId = memberId;
        this.connectionId = connectionId;
        this.partitions.addAll(partitions);
    }

    String groupId() {
        return groupId;
    }

    String memberId() {
        return memberId;
    }

    long connectionId() {
        return connectionId;
    }

    /** Whether that is the request which is expected next; if so another is from now on. */
    synchronized boolean advance(int epoch) {
        if (epoch != nextEpoch) {
            return false;
        }
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
        return true;
    }

    synchronized void change(Collection<SharedPartition> added, Collection<SharedPartition> forgotten) {
        partitions.addAll(added);
        forgotten.forEach(partitions::remove);
    }

    /** Begins with another one each time, so that each comes first now and then. */
    synchronized List<SharedPartition> rotated() {
        List<SharedPartition> all = new ArrayList<>(partitions);
        if (!all.isEmpty()) {
            Collections.rotate(all, -(nextEpoch % all.size()));
        }
        return all;
    }

    boolean isClosed() {
        return isClosed;
    }

    /** What it acquires from now on is given back. */
    void close() {
        isClosed = true;
    }
}
