package io.suiro.cluster.raft;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import io.suiro.base.DiskFullException;
import io.suiro.log.DirectoryLock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A node's part of the consensus in files of one directory, see {@link MetadataFiles} for their bytes. A group of entries is
 * one write and one force; a changed vote or a snapshot is a file that is replaced as a whole.
 *
 * <p>Opening and closing write a seal: behind one a flipped bit can no longer be taken for the torn tail of a crash.
 */
public final class FileRaftStorage implements RaftStorage {
    private static final Logger LOG = System.getLogger(FileRaftStorage.class.getName());

    private final Disk disk;
    private final Path directory;
    private final DirectoryLock lock;
    private final MetadataFiles.Meta meta;
    private @Nullable Stored stored;
    private DiskFile file;
    private long position;
    private long nextIndex;
    private long bytesBehindSnapshot;
    private MetadataFiles.Vote vote;
    private @Nullable IOException failure;

    private FileRaftStorage(
            Disk disk,
            Path directory,
            DirectoryLock lock,
            MetadataFiles.Meta meta,
            MetadataFiles.Vote vote,
            Recovered recovered,
            DiskFile file) {
        this.disk = disk;
        this.directory = directory;
        this.lock = lock;
        this.meta = meta;
        this.vote = vote;
        this.stored = new Stored(vote.term(), vote.vote(), recovered.snapshot(), recovered.entries());
        this.file = file;
        this.position = recovered.newestBytes();
        this.nextIndex = recovered.nextIndex();
        this.bytesBehindSnapshot = recovered.bytesBehindSnapshot();
    }

    /**
     * Opens what is there, and keeps others off it until it is closed.
     *
     * @param directoryIds asked once for a directory that has no id yet
     * @throws NoSuchFileException if there is nothing
     * @throws MetadataCorruptException if something that was acknowledged cannot be read
     * @throws IOException also if another process has the directory
     */
    public static FileRaftStorage open(Disk disk, Path directory, Supplier<Uuid> directoryIds) throws IOException {
        if (!disk.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        return locked(disk, directory, lock -> open(disk, directory, lock, directoryIds));
    }

    /**
     * Creates an empty log and opens it.
     *
     * @param isFounder whether this node is the only voter of a new cluster; otherwise it is to learn from others who they are
     * @throws IOException also if the directory holds metadata
     */
    public static FileRaftStorage create(
            Disk disk, Path directory, String clusterId, Uuid directoryId, boolean isFounder) throws IOException {
        disk.createDirectories(directory);
        return locked(disk, directory, lock -> {
            Recovered found = MetadataRecovery.read(disk, directory);
            if (found.checkedMeta(directory) != null) {
                throw new IOException(directory + " holds the metadata of a cluster");
            }
            replaceLog(disk, directory, found);
            disk.replace(MetadataFiles.vote(directory), MetadataFiles.encodeVote(0, null));
            disk.replace(MetadataFiles.meta(directory), MetadataFiles.encodeMeta(clusterId, directoryId, isFounder));
            return open(disk, directory, lock, () -> directoryId);
        });
    }

    private interface Opening {
        FileRaftStorage open(DirectoryLock lock) throws IOException;
    }

    private static FileRaftStorage locked(Disk disk, Path directory, Opening opening) throws IOException {
        DirectoryLock lock = DirectoryLock.acquire(disk, directory);
        try {
            return opening.open(lock);
        } catch (IOException | RuntimeException e) {
            lock.release();
            throw e;
        }
    }

    private static FileRaftStorage open(Disk disk, Path directory, DirectoryLock lock, Supplier<Uuid> directoryIds)
            throws IOException {
        Recovered recovered = MetadataRecovery.read(disk, directory);
        MetadataFiles.Meta meta = recovered.checkedMeta(directory);
        if (meta == null) {
            throw new NoSuchFileException(MetadataFiles.meta(directory).toString());
        }
        // A process that was killed may have left what can be read and is not durable yet.
        disk.forceDirectory(directory);
        recovered.mend(disk, directory);
        long term = recovered.term();
        if (!recovered.plain()) {
            replaceLog(disk, directory, recovered);
            recovered = MetadataRecovery.read(disk, directory);
        }
        MetadataFiles.Vote vote = readVote(disk, directory, meta, term);
        if (meta.directoryId() == null) {
            Uuid directoryId = directoryIds.get();
            meta = new MetadataFiles.Meta(meta.clusterId(), directoryId, meta.founder());
            disk.replace(MetadataFiles.vote(directory), MetadataFiles.encodeVote(vote.term(), null));
            disk.replace(
                    MetadataFiles.meta(directory),
                    MetadataFiles.encodeMeta(meta.clusterId(), directoryId, meta.founder()));
        }
        DiskFile file = disk.open(Objects.requireNonNull(recovered.newest()));
        FileRaftStorage storage = new FileRaftStorage(disk, directory, lock, meta, vote, recovered, file);
        try {
            file.force();
            storage.sealIfThereIsRoom(recovered.lastTerm());
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return storage;
    }

    /** A vote that was forgotten could be given a second time in its term. */
    private static MetadataFiles.Vote readVote(Disk disk, Path directory, MetadataFiles.Meta meta, long recoveredTerm)
            throws IOException {
        Path file = MetadataFiles.vote(directory);
        if (meta.directoryId() == null) {
            return new MetadataFiles.Vote(recoveredTerm, null);
        }
        if (!disk.exists(file)) {
            throw new MetadataCorruptException(file, "is missing: whom this node voted for was lost");
        }
        MetadataFiles.Vote vote = MetadataFiles.readVote(disk, file);
        return vote.term() >= recoveredTerm ? vote : new MetadataFiles.Vote(recoveredTerm, null);
    }

    /** One file that goes on exactly behind the snapshot, instead of what a crash or an older version left. */
    private static void replaceLog(Disk disk, Path directory, Recovered recovered) throws IOException {
        Path log = MetadataFiles.log(directory, recovered.firstIndex());
        disk.replace(log, encodeLog(recovered.firstIndex(), recovered.entries()));
        deleteAllBut(disk, MetadataFiles.list(disk, directory, "log"), log);
        disk.forceDirectory(directory);
    }

    private static byte[] encodeLog(long firstIndex, List<LogEntry> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(MetadataFiles.encodeLogHeader(firstIndex));
        for (MetadataFrame frame : frames(firstIndex, entries)) {
            bytes.write(frame.encode().array());
        }
        return bytes.toByteArray();
    }

    /** A frame is of one term. */
    private static List<MetadataFrame> frames(long firstIndex, List<LogEntry> entries) {
        List<MetadataFrame> frames = new ArrayList<>();
        int from = 0;
        while (from < entries.size()) {
            long term = entries.get(from).term();
            int to = from;
            List<byte[]> contents = new ArrayList<>();
            while (to < entries.size() && entries.get(to).term() == term) {
                contents.add(entries.get(to++).bytes());
            }
            frames.add(new MetadataFrame(term, firstIndex + from, contents));
            from = to;
        }
        return frames;
    }

    private static void deleteAllBut(Disk disk, List<Path> files, Path kept) throws IOException {
        for (Path old : files) {
            if (!old.equals(kept)) {
                disk.delete(old);
            }
        }
    }

    @Override
    public String clusterId() {
        return meta.clusterId();
    }

    @Override
    public Uuid directoryId() {
        return Objects.requireNonNull(meta.directoryId());
    }

    @Override
    public boolean isFounder() {
        return meta.founder();
    }

    @Override
    public Stored stored() {
        Stored found = stored;
        if (found == null) {
            throw new IllegalStateException("what was stored has been taken over already");
        }
        stored = null;
        return found;
    }

    @Override
    public long bytesBehindSnapshot() {
        return bytesBehindSnapshot;
    }

    @Override
    public void vote(long term, @Nullable Voter votedFor) throws IOException {
        checkSound();
        boolean again =
                term == vote.term() && vote.vote() != null && !vote.vote().equals(votedFor);
        if (term < vote.term() || again) {
            throw new IllegalStateException("a vote in term " + term + " after " + vote);
        }
        try {
            disk.replace(MetadataFiles.vote(directory), MetadataFiles.encodeVote(term, votedFor));
            vote = new MetadataFiles.Vote(term, votedFor);
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void append(long firstIndex, List<LogEntry> entries) throws IOException {
        if (firstIndex > nextIndex) {
            throw new IllegalArgumentException("entry " + firstIndex + " where entry " + nextIndex + " is due");
        }
        boolean begun = false;
        for (MetadataFrame frame : frames(firstIndex, entries)) {
            try {
                write(frame);
            } catch (DiskFullException e) {
                throw begun ? failed(new IOException("there was room for a part of the entries only", e)) : e;
            }
            begun = true;
        }
    }

    /** Without it a flipped bit behind the last one may pass for a torn tail, which is no reason not to start or end. */
    private void sealIfThereIsRoom(long term) throws IOException {
        try {
            write(new MetadataFrame(term, nextIndex, List.of()));
        } catch (DiskFullException e) {
            LOG.log(Level.WARNING, "there is no room to seal the metadata log: {0}", e.getMessage());
        }
    }

    /** Each is forced before the next is written: see {@link MetadataRecovery}. */
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
     * Snapshot first, then the log behind it as a whole, and only then are older files deleted: whatever a crash leaves can
     * be read.
     */
    @Override
    public void snapshot(Snapshot snapshot, List<LogEntry> behind) throws IOException {
        checkSound();
        long firstIndex = snapshot.index() + 1;
        Path name = MetadataFiles.snapshot(directory, snapshot.index());
        Path log = MetadataFiles.log(directory, firstIndex);
        byte[] content = encodeLog(firstIndex, behind);
        boolean placed = false;
        try {
            disk.replace(name, MetadataFiles.encodeSnapshot(snapshot));
            replaceOrUndo(log, content, name);
            placed = true;
            DiskFile next = disk.open(log);
            file.close();
            file = next;
            position = content.length;
            nextIndex = firstIndex + behind.size();
            bytesBehindSnapshot = behind.isEmpty() ? 0 : content.length;
            deleteAllBut(disk, MetadataFiles.list(disk, directory, "log"), log);
            deleteAllBut(disk, MetadataFiles.list(disk, directory, "snapshot"), name);
            disk.forceDirectory(directory);
        } catch (DiskFullException e) {
            throw placed
                    ? failed(new IOException("there was room for the snapshot, and not to go on behind it", e))
                    : e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Behind a snapshot that does not continue it, what would still go to the file before were lost to a reader. */
    private void replaceOrUndo(Path log, byte[] content, Path snapshot) throws IOException {
        try {
            disk.replace(log, content);
        } catch (DiskFullException e) {
            disk.delete(snapshot);
            disk.forceDirectory(directory);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (failure == null) {
                sealIfThereIsRoom(0);
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
