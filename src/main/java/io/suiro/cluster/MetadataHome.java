package io.suiro.cluster;

import io.suiro.base.Disk;
import io.suiro.cluster.raft.FileRaftStorage;
import io.suiro.cluster.raft.RaftStorage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The metadata directory before there is a controller: who this broker is, and which cluster it belongs to.
 *
 * <pre>
 * look ── there is metadata ──▶ member ── storage ──▶ handed over
 *     └── there is none ──▶ stranger ── join | found ──▶ member
 * </pre>
 */
public final class MetadataHome implements Closeable {
    private final Disk disk;
    private final Path directory;
    private final Uuid newDirectoryId;
    private @Nullable FileRaftStorage storage;
    private boolean handedOver;

    private MetadataHome(Disk disk, Path directory, Uuid newDirectoryId, @Nullable FileRaftStorage storage) {
        this.disk = disk;
        this.directory = directory;
        this.newDirectoryId = newDirectoryId;
        this.storage = storage;
    }

    /**
     * Opens what is there, and keeps others off it.
     *
     * @param ids makes ids that nobody else has
     * @throws IOException also if another process has the directory
     */
    public static MetadataHome look(Disk disk, Path directory, Supplier<Uuid> ids) throws IOException {
        Uuid newDirectoryId = ids.get();
        FileRaftStorage storage = MetadataDirectory.clusterId(disk, directory) == null
                ? null
                : FileRaftStorage.open(disk, directory, () -> newDirectoryId);
        return new MetadataHome(disk, directory, newDirectoryId, storage);
    }

    /** Stays with the directory for life. */
    public Uuid directoryId() {
        return storage == null ? newDirectoryId : storage.directoryId();
    }

    /** Null for a stranger. */
    public @Nullable String clusterId() {
        return storage == null ? null : storage.clusterId();
    }

    /** This broker is to learn the metadata of a cluster from others. */
    public void join(String clusterId) throws IOException {
        storage = FileRaftStorage.create(disk, directory, clusterId, newDirectoryId, false);
    }

    /** This broker is the first of a new cluster. */
    public void found(String clusterId) throws IOException {
        storage = FileRaftStorage.create(disk, directory, clusterId, newDirectoryId, true);
    }

    /** Of a member, once: whoever takes it closes it. */
    RaftStorage storage() {
        FileRaftStorage opened = storage;
        if (opened == null || handedOver) {
            throw new IllegalStateException("there is no storage to hand over");
        }
        handedOver = true;
        return opened;
    }

    /** Unless it has been handed over. */
    @Override
    public void close() throws IOException {
        if (storage != null && !handedOver) {
            storage.close();
        }
    }
}
