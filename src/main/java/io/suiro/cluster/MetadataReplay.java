package io.suiro.cluster;

import io.suiro.cluster.raft.LogEntry;
import io.suiro.cluster.raft.Recovered;
import io.suiro.cluster.raft.Snapshot;
import java.io.IOException;

/** Makes an image of everything that a metadata directory holds, committed or not: for looking at it offline. */
final class MetadataReplay {
    private MetadataReplay() {}

    static MetadataImage image(Recovered recovered) throws IOException {
        Snapshot snapshot = recovered.snapshot();
        MetadataImage image = snapshot == null ? MetadataImage.EMPTY : MetadataImageCodec.decode(snapshot.state());
        for (LogEntry entry : recovered.entries()) {
            image = MetadataApply.apply(image, image.index() + 1, MetadataRecordCodec.decode(entry.bytes()));
        }
        return image;
    }
}
