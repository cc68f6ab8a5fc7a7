package io.suiro.cluster.raft;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link MetadataRecovery} has read.
 *
 * @param meta null before the very first start is through
 * @param snapshot null if none was taken yet
 * @param entries behind the snapshot
 * @param term the highest that was found, 0 if none
 * @param plain whether one log file goes on exactly behind the snapshot, and nothing else is there
 * @param newest the log file to continue, null if there is none
 * @param newestBytes where to continue it
 * @param tornBytes what a crash has left behind that
 * @param tornCreation a log file that a crash has left without its header, null if there is none
 */
public record Recovered(
        MetadataFiles.@Nullable Meta meta,
        @Nullable Snapshot snapshot,
        List<LogEntry> entries,
        long term,
        long bytesBehindSnapshot,
        boolean plain,
        @Nullable Path newest,
        long newestBytes,
        long tornBytes,
        @Nullable Path tornCreation) {

    public boolean isEmpty() {
        return snapshot == null && entries.isEmpty();
    }

    /** Index of the first of the entries. */
    public long firstIndex() {
        return snapshot == null ? 0 : snapshot.index() + 1;
    }

    /** Index of the next entry to append. */
    public long nextIndex() {
        return firstIndex() + entries.size();
    }

    /** Of the last entry, or of the snapshot if none is behind it. */
    long lastTerm() {
        if (!entries.isEmpty()) {
            return entries.getLast().term();
        }
        return snapshot == null ? 0 : snapshot.term();
    }

    /**
     * Null before the very first start is through. The id is written after the first log file, so that an id without a log
     * can only mean that a log was lost.
     */
    public MetadataFiles.@Nullable Meta checkedMeta(Path directory) throws IOException {
        Path file = MetadataFiles.meta(directory);
        if (meta == null) {
            if (isEmpty()) {
                return null;
            }
            throw new MetadataCorruptException(file, "is missing, while there is metadata beside it");
        }
        if (newest == null) {
            throw new MetadataCorruptException(directory, "has a cluster id and no log: the log was lost");
        }
        return meta;
    }

    /** Takes away what a crash has left half done. */
    public void mend(Disk disk, Path directory) throws IOException {
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
