package io.suiro.cluster;

import io.suiro.cluster.raft.Raft;

/** Takes a snapshot of the metadata once the entries behind the last one weigh more than it, and more than a given size. Lane only. */
final class Snapshots {
    private final Raft raft;
    private final long leastBytes;
    private long lastBytes;

    Snapshots(Raft raft, long leastBytes) {
        this.raft = raft;
        this.leastBytes = leastBytes;
    }

    /** The metadata came from one of that size. */
    void restored(int bytes) {
        lastBytes = bytes;
    }

    void takeIfDue(MetadataImage image) {
        if (raft.bytesBehindSnapshot() > Math.max(leastBytes, lastBytes)) {
            byte[] state = MetadataImageCodec.encode(image);
            lastBytes = state.length;
            raft.snapshot(image.index(), state);
        }
    }
}
