package io.suiro.cluster;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import io.suiro.base.DiskFullException;
import io.suiro.log.DirectoryLock;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The metadata log of a single voter: files in one directory, see {@link MetadataFiles} for their bytes. A group of
 * entries is one write and one force.
 *
 * <p>Opening raises the term and writes a seal, closing writes another: behind a seal a flipped bit can no longer be
 * taken for the torn tail of a crash.
 */
public final class FileMetadataLog implements MetadataLog {
    private static final Logger LOG = System.getLogger(FileMetadataLog.class.getName());

    private final Disk disk;
    private final Path directory;
    private final DirectoryLock lock;
    private final String clusterId;
    private final long term;
    private MetadataRecovery.@Nullable Recovered recovered;
    private DiskFile file;
    private long position;
    private long nextIndex;
    private long bytesBehindSnapshot;
    private @Nullable IOException failure;

    private FileMetadataLog(
            Disk disk,
            Path directory,
            DirectoryLock lock,
            String clusterId,
            MetadataRecovery.Recovered recovered,
            DiskFile file) {
        this.disk = disk;
        this.directory = directory;
        this.lock = lock;
        this.clusterId = clusterId;
        this.term = recovered.term() + 1;
        this.recovered = recovered;
        this.file = file;
        this.position = recovered.newest() == null ? MetadataFiles.LOG_HEADER_BYTES : recovered.newestBytes();
        this.nextIndex = recovered.nextIndex();
        this.bytesBehindSnapshot = recovered.bytesBehindSnapshot();
    }

    /**
     * Opens the log, creating it if the directory is not there or empty, and keeps others off it until it is closed.
     *
     * @param clusterIds asked once, at the very first start
     * @throws MetadataCorruptException if something that was acknowledged cannot be read
     * @throws IOException also if another process has the directory
     */
    public static FileMetadataLog open(Disk disk, Path directory, Supplier<Uuid> clusterIds) throws IOException {
        disk.createDirectories(directory);
        DirectoryLock lock = DirectoryLock.acquire(disk, directory);
        try {
            return open(disk, directory, lock, clusterIds);
        } catch (IOException | RuntimeException e) {
            lock.release();
            throw e;
        }
    }

    private static FileMetadataLog open(Disk disk, Path directory, DirectoryLock lock, Supplier<Uuid> clusterIds)
            throws IOException {
        MetadataRecovery.Recovered recovered = MetadataRecovery.read(disk, directory);
        recovered.mend(disk, directory);
        String clusterId = storedClusterId(disk, directory, recovered);
        DiskFile file = recovered.newest() == null
                ? create(disk, directory, recovered.nextIndex())
                : disk.open(recovered.newest());
        if (clusterId == null) {
            clusterId = clusterIds.get().toString();
            disk.replace(MetadataFiles.meta(directory), MetadataFiles.encodeMeta(clusterId));
        }
        FileMetadataLog log = new FileMetadataLog(disk, directory, lock, clusterId, recovered, file);
        log.sealIfThereIsRoom();
        return log;
    }

    /**
     * Null before the very first start is through. The id is written after the first log file, so that an id without a log
     * can only mean that a log was lost.
     */
    static @Nullable String storedClusterId(Disk disk, Path directory, MetadataRecovery.Recovered recovered)
            throws IOException {
        Path meta = MetadataFiles.meta(directory);
        if (!disk.exists(meta)) {
            if (recovered.isEmpty()) {
                return null;
            }
            throw new MetadataCorruptException(meta, "is missing, while there is metadata beside it");
        }
        if (recovered.newest() == null) {
            throw new MetadataCorruptException(directory, "has a cluster id and no log: the log was lost");
        }
        return MetadataFiles.readMeta(disk, meta);
    }

    private static DiskFile create(Disk disk, Path directory, long firstIndex) throws IOException {
        Path path = MetadataFiles.log(directory, firstIndex);
        DiskFile file = disk.open(path);
        try {
            file.truncate(0);
            file.write(ByteBuffer.wrap(MetadataFiles.encodeLogHeader(firstIndex)), 0);
        } catch (DiskFullException e) {
            file.close();
            disk.delete(path);
            throw e;
        }
        file.force();
        disk.forceDirectory(directory);
        return file;
    }

    @Override
    public String clusterId() {
        return clusterId;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public long lastIndex() {
        return nextIndex - 1;
    }

    @Override
    public long bytesBehindSnapshot() {
        return bytesBehindSnapshot;
    }

    @Override
    public void replay(StateMachine stateMachine) throws IOException {
        MetadataRecovery.Recovered found = recovered;
        if (found == null) {
            throw new IllegalStateException("the metadata log has been replayed already");
        }
        recovered = null;
        found.replay(stateMachine);
    }

    @Override
    public void append(List<byte[]> entries) throws IOException {
        write(new MetadataFrame(term, nextIndex, entries));
    }

    /** Without it a flipped bit behind the last one may pass for a torn tail, which is no reason not to start or end. */
    private void sealIfThereIsRoom() throws IOException {
        try {
            write(new MetadataFrame(term, nextIndex, List.of()));
        } catch (DiskFullException e) {
            LOG.log(Level.WARNING, "there is no room to seal the metadata log: {0}", e.getMessage());
        }
    }

    private void write(MetadataFrame frame) throws IOException {
        checkSound();
        try {
            ByteBuffer bytes = frame.encode();
            int size = bytes.remaining();
            file.write(bytes, position);
            file.force();
            position += size;
            bytesBehindSnapshot += size;
            nextIndex = frame.nextIndex();
        } catch (DiskFullException e) {
            undoWrite();
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** A rest of the frame would be taken for a torn tail at best. */
    private void undoWrite() throws IOException {
        try {
            file.truncate(position);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Snapshot first, then a new log file, and only then are older files deleted: whatever a crash leaves can be read.
     */
    @Override
    public void snapshot(byte[] state) throws IOException {
        checkSound();
        Path log = MetadataFiles.log(directory, nextIndex);
        try {
            long index = lastIndex();
            Path snapshot = MetadataFiles.snapshot(directory, index);
            disk.replace(snapshot, MetadataFiles.encodeSnapshot(new MetadataFiles.Snapshot(index, term, state)));
            DiskFile next = create(disk, directory, nextIndex);
            file.close();
            file = next;
            position = MetadataFiles.LOG_HEADER_BYTES;
            bytesBehindSnapshot = 0;
            deleteAllBut(MetadataFiles.list(disk, directory, "log"), log);
            deleteAllBut(MetadataFiles.list(disk, directory, "snapshot"), snapshot);
            disk.forceDirectory(directory);
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void deleteAllBut(List<Path> files, Path kept) throws IOException {
        for (Path old : files) {
            if (!old.equals(kept)) {
                disk.delete(old);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (failure == null) {
                sealIfThereIsRoom();
            }
        } finally {
            file.close();
            lock.release();
        }
    }

    private void checkSound() throws IOException {
        if (failure != null) {
            throw new IOException("the metadata log has failed before", failure);
        }
    }

    private IOException failed(IOException cause) {
        failure = cause;
        return cause;
    }
}
