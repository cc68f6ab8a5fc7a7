package io.suiro.cluster;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import io.suiro.cluster.raft.MetadataFiles;
import io.suiro.cluster.raft.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The metadata directory as a whole, while nobody has it open; {@link io.suiro.cluster.raft.FileRaftStorage} is the log in it. */
public final class MetadataDirectory {
    /** Its name in a data directory. Kafka's own metadata, in another format, is in {@code __cluster_metadata-0}. */
    public static final String NAME = "__cluster_metadata";

    private static final long FIRST_TERM = 1;

    private MetadataDirectory() {}

    /** The id of the cluster whose metadata it is; null if the directory is not there or holds none yet. */
    public static @Nullable String clusterId(Disk disk, Path directory) throws IOException {
        Path meta = MetadataFiles.meta(directory);
        return disk.exists(meta) ? MetadataFiles.readMeta(disk, meta).clusterId() : null;
    }

    /**
     * Creates the directory of a cluster that has lived elsewhere before: its image as the snapshot, and an empty log
     * behind it. All of it is durable when this returns, but for the directory's own entry in its parent.
     *
     * @param image at an index of 0 or more
     */
    public static void create(Disk disk, Path directory, String clusterId, MetadataImage image) throws IOException {
        disk.createDirectory(directory);
        Snapshot snapshot = new Snapshot(image.index(), FIRST_TERM, MetadataImageCodec.encode(image));
        disk.replace(MetadataFiles.snapshot(directory, image.index()), MetadataFiles.encodeSnapshot(snapshot));
        try (DiskFile log = disk.open(MetadataFiles.log(directory, image.index() + 1))) {
            log.write(ByteBuffer.wrap(MetadataFiles.encodeLogHeader(image.index() + 1)), 0);
            log.force();
        }
        disk.replace(MetadataFiles.meta(directory), MetadataFiles.encodeMeta(clusterId));
        disk.forceDirectory(directory);
    }
}
