package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.error.Refused;
import io.suiro.log.clean.AbortedTransaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The aborted transactions whose markers lie in one segment, in memory or in its transaction index. Lane only, but for {@link #all} and
 * {@link #known}.
 */
final class SegmentAborted {
    private static final Known NONE = new Known(new AbortedTransaction[0], 0);

    private final Disk disk;
    private final Path index;
    /** Null while they are in their file alone, if there is one. */
    private volatile @Nullable Known known;

    /** Whether somebody wanted them since the last {@link #unload}. */
    private volatile boolean usedLately;

    /** The first so many of the array, which do not change any more: what is added goes behind them. */
    private static final class Known {
        private final AbortedTransaction[] array;
        private final int count;

        Known(AbortedTransaction[] array, int count) {
            this.array = array;
            this.count = count;
        }

        static Known of(List<AbortedTransaction> all) {
            return all.isEmpty() ? NONE : new Known(all.toArray(AbortedTransaction[]::new), all.size());
        }

        Known with(AbortedTransaction next) {
            AbortedTransaction[] room = count < array.length ? array : Arrays.copyOf(array, Math.max(4, count * 2));
            room[count] = next;
            return new Known(room, count + 1);
        }

        List<AbortedTransaction> list() {
            return Collections.unmodifiableList(Arrays.asList(array).subList(0, count));
        }
    }

    SegmentAborted(Disk disk, Path index) {
        this.disk = disk;
        this.index = index;
    }

    /** From now on these, whatever the file says. */
    void set(List<AbortedTransaction> found) {
        known = Known.of(found);
    }

    /** The next, of the active segment. */
    void add(AbortedTransaction transaction) throws IOException {
        known = loaded().with(transaction);
    }

    /** In order of their markers; any thread. */
    List<AbortedTransaction> all() throws IOException {
        return loaded().list();
    }

    /** As {@link #all}, without reading the file; null if they are not in memory. Any thread. */
    @Nullable
    List<AbortedTransaction> known() {
        Known now = known;
        if (now != null && now.count > 0 && !usedLately) {
            usedLately = true;
        }
        return now == null ? null : now.list();
    }

    /** As {@link #all}, and they stay in memory until {@link #unload}. One caller at a time; of the active segment before it is. */
    List<AbortedTransaction> load() throws IOException {
        Known loaded = known;
        if (loaded == null) {
            loaded = loaded();
            known = loaded;
            usedLately = true;
        }
        return loaded.list();
    }

    /** Whether the file, if they are there alone, can be read. */
    boolean isReadable() throws IOException {
        if (known != null || !disk.exists(index)) {
            return true;
        }
        try {
            var _ = TransactionIndex.read(disk.readAll(index));
            return true;
        } catch (CorruptFile e) {
            return false;
        }
    }

    private Known loaded() throws IOException {
        Known loaded = known;
        if (loaded != null) {
            return loaded;
        }
        try {
            return disk.exists(index) ? Known.of(TransactionIndex.read(disk.readAll(index))) : NONE;
        } catch (CorruptFile e) {
            throw new Refused(Errors.CORRUPT_MESSAGE, index + ": " + e.getMessage());
        }
    }

    /** To the file, if there is anything to say. */
    void store() throws IOException {
        Known loaded = known;
        if (loaded != null && (loaded.count > 0 || disk.exists(index))) {
            disk.write(index, TransactionIndex.write(loaded.list()));
        }
    }

    /** Deletes a file that there was no room for; memory still has them. */
    void unstore() throws IOException {
        if (known != null) {
            disk.delete(index);
        }
    }

    /** They are in the file, where they stay unless somebody wants them; that there are none is not worth forgetting. */
    void unload() {
        Known loaded = known;
        if (loaded != null && loaded.count > 0 && !usedLately) {
            known = null;
        }
        usedLately = false;
    }
}
