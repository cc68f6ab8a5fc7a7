package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.error.Refused;
import io.suiro.log.clean.AbortedTransaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The aborted transactions whose markers lie in one segment, in memory or in its transaction index. Lane only, but for {@link #all}. */
final class SegmentAborted {
    private final Disk disk;
    private final Path index;
    /** Null while they are in their file alone, if there is one. */
    private volatile @Nullable List<AbortedTransaction> known;

    SegmentAborted(Disk disk, Path index) {
        this.disk = disk;
        this.index = index;
    }

    /** From now on these, whatever the file says. */
    void set(List<AbortedTransaction> found) {
        known = List.copyOf(found);
    }

    void add(AbortedTransaction transaction) throws IOException {
        List<AbortedTransaction> more = new ArrayList<>(all());
        more.add(transaction);
        set(more);
    }

    /** In order; any thread. */
    List<AbortedTransaction> all() throws IOException {
        List<AbortedTransaction> loaded = known;
        if (loaded != null) {
            return loaded;
        }
        try {
            return disk.exists(index) ? TransactionIndex.read(disk.readAll(index)) : List.of();
        } catch (CorruptFile e) {
            throw new Refused(Errors.CORRUPT_MESSAGE, index + ": " + e.getMessage());
        }
    }

    /** To the file, if there is anything to say. */
    void store() throws IOException {
        List<AbortedTransaction> loaded = known;
        if (loaded != null && (!loaded.isEmpty() || disk.exists(index))) {
            disk.write(index, TransactionIndex.write(loaded));
        }
    }

    /** Deletes a file that there was no room for; memory still has them. */
    void unstore() throws IOException {
        if (known != null) {
            disk.delete(index);
        }
    }

    /** They are in the file. */
    void unload() {
        known = null;
    }
}
