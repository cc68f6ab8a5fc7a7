package io.suiro.cluster;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
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
final class MetadataRecovery {
    private final Disk disk;
    private final Path directory;
    private final List<MetadataFrame> frames = new ArrayList<>();
    private MetadataFiles.@Nullable Snapshot snapshot;
    private long term;
    private long nextIndex;
    private long bytesBehindSnapshot;
    private @Nullable Path newest;
    private long newestBytes;
    private long tornBytes;
    private @Nullable Path tornCreation;

    private MetadataRecovery(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /**
     * @param snapshot null if none was taken yet
     * @param frames in order; entries up to the snapshot's index may be among them
     * @param term the highest that was found, 0 if none
     * @param nextIndex of the next entry to append
     * @param newest the log file to continue, null if there is none
     * @param newestBytes where to continue it
     * @param tornBytes what a crash has left behind that
     * @param tornCreation a log file that a crash has left without its header, null if there is none
     */
    record Recovered(
            MetadataFiles.@Nullable Snapshot snapshot,
            List<MetadataFrame> frames,
            long term,
            long nextIndex,
            long bytesBehindSnapshot,
            @Nullable Path newest,
            long newestBytes,
            long tornBytes,
            @Nullable Path tornCreation) {

        boolean isEmpty() {
            return snapshot == null && nextIndex == 0;
        }

        void replay(MetadataLog.StateMachine stateMachine) throws IOException {
            long covered = -1;
            if (snapshot != null) {
                covered = snapshot.index();
                stateMachine.restore(covered, snapshot.state());
            }
            for (MetadataFrame frame : frames) {
                long index = frame.firstIndex();
                for (byte[] entry : frame.entries()) {
                    if (index > covered) {
                        stateMachine.apply(index, entry);
                    }
                    index++;
                }
            }
        }

        /** Takes away what a crash has left half done. */
        void mend(Disk disk, Path directory) throws IOException {
            if (tornCreation != null) {
                disk.delete(tornCreation);
                disk.forceDirectory(directory);
            }
            if (newest != null && tornBytes > 0) {
                try (DiskFile file = disk.open(newest)) {
                    file.truncate(newestBytes);
                    file.force();
                }
            }
        }
    }

    static Recovered read(Disk disk, Path directory) throws IOException {
        MetadataRecovery recovery = new MetadataRecovery(disk, directory);
        recovery.readSnapshot();
        recovery.readLogs();
        return new Recovered(
                recovery.snapshot,
                List.copyOf(recovery.frames),
                recovery.term,
                recovery.nextIndex,
                recovery.bytesBehindSnapshot,
                recovery.newest,
                recovery.newestBytes,
                recovery.tornBytes,
                recovery.tornCreation);
    }

    private void readSnapshot() throws IOException {
        List<Path> files = MetadataFiles.list(disk, directory, "snapshot");
        if (!files.isEmpty()) {
            snapshot = MetadataFiles.readSnapshot(disk, files.getLast());
            term = snapshot.term();
        }
    }

    private void readLogs() throws IOException {
        List<Path> files = new ArrayList<>(MetadataFiles.list(disk, directory, "log"));
        if (!files.isEmpty() && isTornCreation(files.getLast())) {
            tornCreation = files.removeLast();
        }
        nextIndex = -1;
        for (Path file : notCovered(files)) {
            readLog(file, file.equals(files.getLast()));
        }
        if (nextIndex == -1 && snapshot == null) {
            nextIndex = 0;
        }
        if (nextIndex <= covered()) {
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
    private List<Path> notCovered(List<Path> files) {
        int first = 0;
        for (int i = 0; i < files.size(); i++) {
            if (MetadataFiles.index(files.get(i)) <= covered() + 1) {
                first = i;
            }
        }
        return files.subList(first, files.size());
    }

    private void readLog(Path file, boolean last) throws IOException {
        byte[] content = disk.readAll(file);
        Long firstIndex = MetadataFiles.readLogHeader(file, content);
        if (firstIndex == null) {
            throw new MetadataCorruptException(file, 0, "the header is not readable");
        }
        if (nextIndex == -1 ? firstIndex > covered() + 1 : firstIndex != nextIndex) {
            throw new MetadataCorruptException(
                    file, "begins with entry " + firstIndex + ", and entries before it are missing");
        }
        nextIndex = firstIndex;
        int end = readFrames(file, ByteBuffer.wrap(content));
        if (end < content.length) {
            if (!last) {
                throw new MetadataCorruptException(file, end, "the checksum does not match, and newer files follow");
            }
            tornBytes = (long) content.length - end;
        }
        newest = file;
        newestBytes = end;
        if (nextIndex > covered() + 1) {
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
            if (frame.firstIndex() != nextIndex || isStale(frame)) {
                throw new MetadataCorruptException(
                        file,
                        position,
                        "entry " + frame.firstIndex() + " of term " + frame.term() + " where entry " + nextIndex
                                + " is due");
            }
            frames.add(frame);
            term = Math.max(term, frame.term());
            nextIndex = frame.nextIndex();
            position += frame.sizeInBytes();
        }
        return position;
    }

    /** Terms grow; only entries that the snapshot covers may be of an older term than it. */
    private boolean isStale(MetadataFrame frame) {
        return frame.term() < term && frame.firstIndex() > covered();
    }

    private long covered() {
        return snapshot == null ? -1 : snapshot.index();
    }

    private void refuseIfAnotherFollows(Path file, ByteBuffer content, int damaged) throws IOException {
        for (int position = damaged + 1; position < content.limit(); position++) {
            MetadataFrame frame = MetadataFrame.decode(content, position);
            if (frame != null && frame.firstIndex() >= nextIndex) {
                throw new MetadataCorruptException(
                        file,
                        damaged,
                        "the checksum does not match, and acknowledged changes follow at byte " + position);
            }
        }
    }
}
