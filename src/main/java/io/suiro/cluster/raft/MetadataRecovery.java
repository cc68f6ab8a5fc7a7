package io.suiro.cluster.raft;

import io.suiro.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metadata directory back, and changes nothing: {@link Recovered#mend} does. Because each frame is forced before
 * the next is written, a crash can only tear the last one: such a tail is to be cut. A damaged frame with a sound one
 * behind it had been acknowledged: that stops the start.
 */
public final class MetadataRecovery {
    private final Disk disk;
    private final Path directory;
    /** Of the log that was read, also those that the snapshot covers. */
    private final List<LogEntry> entries = new ArrayList<>();

    private MetadataFiles.@Nullable Meta meta;
    private @Nullable Snapshot snapshot;
    private long firstIndex = -1;
    private long term;
    private long bytesBehindSnapshot;
    private int files;
    private @Nullable Path newest;
    private long newestBytes;
    private long tornBytes;
    private @Nullable Path tornCreation;

    private MetadataRecovery(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** What the directory holds. */
    public static Recovered read(Disk disk, Path directory) throws IOException {
        MetadataRecovery recovery = new MetadataRecovery(disk, directory);
        recovery.readMeta();
        recovery.readSnapshot();
        recovery.readLogs();
        boolean superseded = recovery.isSuperseded();
        return new Recovered(
                recovery.meta,
                recovery.snapshot,
                superseded ? List.of() : recovery.entriesBehindSnapshot(),
                recovery.term,
                recovery.bytesBehindSnapshot,
                !superseded && recovery.files == 1 && recovery.firstIndex == recovery.covered() + 1,
                recovery.newest,
                recovery.newestBytes,
                recovery.tornBytes,
                recovery.tornCreation);
    }

    private void readMeta() throws IOException {
        Path file = MetadataFiles.meta(directory);
        if (disk.exists(file)) {
            meta = MetadataFiles.readMeta(disk, file);
        }
    }

    private void readSnapshot() throws IOException {
        List<Path> snapshots = MetadataFiles.list(disk, directory, "snapshot");
        if (!snapshots.isEmpty()) {
            snapshot = MetadataFiles.readSnapshot(disk, snapshots.getLast());
            term = snapshot.term();
        }
    }

    private void readLogs() throws IOException {
        List<Path> logs = new ArrayList<>(MetadataFiles.list(disk, directory, "log"));
        files = logs.size();
        if (!logs.isEmpty() && isTornCreation(logs.getLast())) {
            tornCreation = logs.removeLast();
        }
        for (Path file : notCovered(logs)) {
            readLog(file, file.equals(logs.getLast()));
        }
        if (firstIndex == -1 && snapshot == null) {
            firstIndex = 0;
        }
        if (nextIndex() <= covered() && !isSuperseded()) {
            throw new MetadataCorruptException(
                    directory, "lacks the log that goes on behind its snapshot of index " + covered());
        }
    }

    /** A log file gets its header forced before anything else happens to it. */
    private boolean isTornCreation(Path file) throws IOException {
        byte[] content = disk.readAll(file);
        return content.length <= MetadataFiles.LOG_HEADER_BYTES && MetadataFiles.readLogHeader(file, content) == null;
    }

    /** From the last file on that reaches back to the snapshot: files before it are left from a crash, maybe not all. */
    private List<Path> notCovered(List<Path> logs) {
        int first = 0;
        for (int i = 0; i < logs.size(); i++) {
            if (MetadataFiles.index(logs.get(i)) <= covered() + 1) {
                first = i;
            }
        }
        return logs.subList(first, logs.size());
    }

    private void readLog(Path file, boolean last) throws IOException {
        byte[] content = disk.readAll(file);
        Long first = MetadataFiles.readLogHeader(file, content);
        if (first == null) {
            throw new MetadataCorruptException(file, 0, "the header is not readable");
        }
        if (firstIndex == -1 ? first > covered() + 1 : first != nextIndex()) {
            throw new MetadataCorruptException(
                    file, "begins with entry " + first + ", and entries before it are missing");
        }
        if (firstIndex == -1) {
            firstIndex = first;
        }
        int end = readFrames(file, ByteBuffer.wrap(content));
        if (end < content.length) {
            if (!last) {
                throw new MetadataCorruptException(file, end, "the checksum does not match, and newer files follow");
            }
            tornBytes = (long) content.length - end;
        }
        newest = file;
        newestBytes = end;
        if (nextIndex() > covered() + 1) {
            bytesBehindSnapshot += end;
        }
    }

    /** Position behind the last sound frame. */
    private int readFrames(Path file, ByteBuffer content) throws IOException {
        int position = MetadataFiles.LOG_HEADER_BYTES;
        while (position < content.limit()) {
            MetadataFrame frame = MetadataFrame.decode(content, position);
            if (frame == null) {
                refuseIfAnotherFollows(file, content, position);
                return position;
            }
            if (frame.firstIndex() < firstIndex || frame.firstIndex() > nextIndex() || isStale(frame)) {
                throw new MetadataCorruptException(
                        file,
                        position,
                        "entry " + frame.firstIndex() + " of term " + frame.term() + " where entry " + nextIndex()
                                + " is due");
            }
            add(frame);
            position += frame.sizeInBytes();
        }
        return position;
    }

    private void add(MetadataFrame frame) {
        if (!frame.entries().isEmpty()) {
            entries.subList((int) (frame.firstIndex() - firstIndex), entries.size())
                    .clear();
            frame.entries().forEach(bytes -> entries.add(new LogEntry(frame.term(), bytes)));
        }
        term = Math.max(term, frame.term());
    }

    /** Terms do not fall from one entry to the next. */
    private boolean isStale(MetadataFrame frame) {
        int at = (int) (frame.firstIndex() - firstIndex);
        long before = at > 0 ? entries.get(at - 1).term() : firstIndex == covered() + 1 ? snapshotTerm() : 0;
        return !frame.entries().isEmpty() && frame.term() < before;
    }

    private long snapshotTerm() {
        return snapshot == null ? 0 : snapshot.term();
    }

    private long nextIndex() {
        return firstIndex + entries.size();
    }

    private long covered() {
        return snapshot == null ? -1 : snapshot.index();
    }

    private List<LogEntry> entriesBehindSnapshot() {
        return List.copyOf(entries.subList((int) (covered() + 1 - firstIndex), entries.size()));
    }

    /**
     * Whether a crash came between a snapshot that the leader sent and the end of the log that did not lead there. A
     * directory of version 1 never had a leader elsewhere, and gave its snapshots terms of their own.
     */
    private boolean isSuperseded() {
        if (meta == null || meta.directoryId() == null || snapshot == null || newest == null) {
            return false;
        }
        long at = covered() - firstIndex;
        return nextIndex() <= covered() || (at >= 0 && entries.get((int) at).term() != snapshot.term());
    }

    private void refuseIfAnotherFollows(Path file, ByteBuffer content, int damaged) throws IOException {
        for (int position = damaged + 1; position < content.limit(); position++) {
            MetadataFrame frame = MetadataFrame.decode(content, position);
            if (frame != null && frame.firstIndex() >= firstIndex) {
                throw new MetadataCorruptException(
                        file,
                        damaged,
                        "the checksum does not match, and acknowledged changes follow at byte " + position);
            }
        }
    }
}
