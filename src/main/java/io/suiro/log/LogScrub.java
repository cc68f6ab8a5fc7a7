package io.suiro.log;

import io.suiro.base.DiskFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads sealed segments again, to find what the disk has damaged before somebody needs it. Damaged batches are said and
 * marked, so that they are not served; indexes that do not fit sound batches are rebuilt. Any thread but the lane.
 */
final class LogScrub {
    private static final Logger LOG = System.getLogger(LogScrub.class.getName());

    private final LogState state;

    LogScrub(LogState state) {
        this.state = state;
    }

    Scrubbed scrub(long fromOffset, LongConsumer read) throws IOException {
        LogView view = state.view;
        int index = view.floor(fromOffset);
        if (view.segment(index).baseOffset() < fromOffset) {
            index++;
        }
        if (index >= view.count() - 1) {
            return new Scrubbed(Scrubbed.NO_MORE, false);
        }
        Segment segment = view.segment(index);
        long end = view.endOffsetOf(index);
        boolean damaged = false;
        DiskFile file = segment.file().visit();
        if (file != null) {
            try {
                damaged = scrub(segment, end, file, read);
            } finally {
                segment.file().leave();
            }
        }
        return new Scrubbed(end, damaged);
    }

    private boolean scrub(Segment segment, long end, DiskFile file, LongConsumer read) throws IOException {
        IndexCheck indexes = segment.indexCheck();
        SegmentScan scan = new SegmentScan(file, segment.baseOffset(), end, segment.size());
        Damages damages = new Damages();
        while (scan.next()) {
            Damage damage = scan.damage();
            if (damage == null) {
                damages.resume(scan.batch().baseOffset());
                if (indexes != null) {
                    indexes.batch(scan.batch());
                }
            } else {
                damages.add(damage);
            }
            read.accept(damage == null ? scan.batch().sizeInBytes() : damage.sizeInBytes());
            if (isGone(segment)) {
                return false;
            }
        }
        List<Damaged> found = damages.found();
        report(segment, found);
        segment.damaged(found.isEmpty() ? null : new SegmentDamage(found));
        if (found.isEmpty() && indexes != null) {
            judge(segment, indexes);
        }
        return !found.isEmpty();
    }

    private boolean isGone(Segment segment) {
        return state.isClosed() || state.view.indexOf(segment) < 0;
    }

    /** Says what has not been said before. */
    private void report(Segment segment, List<Damaged> found) {
        SegmentDamage before = segment.damage();
        for (Damaged damaged : found) {
            if (before == null || !before.damages().contains(damaged)) {
                Damage damage = damaged.damage();
                LOG.log(
                        Level.ERROR,
                        "{0} is damaged at position {1}, offset {2}: {3}; it is not served",
                        segment.path(FileNames.LOG),
                        Integer.toString(damage.position()),
                        Long.toString(damage.offset()),
                        damage.what());
            }
        }
    }

    private void judge(Segment segment, IndexCheck indexes) throws IOException {
        boolean offsetsFit = fits(segment.path(FileNames.INDEX), indexes.ofOffsets(segment.size()));
        boolean timesFit = fits(segment.path(FileNames.TIME_INDEX), indexes.ofTimes(segment.size()));
        if (!offsetsFit || !timesFit) {
            segment.rebuildIndexes(state.config.indexIntervalBytes());
        }
    }

    private static boolean fits(Path file, @Nullable Mismatch mismatch) {
        if (mismatch != null) {
            LOG.log(Level.WARNING, "{0} {1}: it is rebuilt", file, mismatch);
        }
        return mismatch == null;
    }

    /** All damages that are known of the log as it is now. */
    List<CorruptBatch> corrupt() {
        LogView view = state.view;
        List<CorruptBatch> corrupt = new ArrayList<>();
        for (int i = 0; i < view.count(); i++) {
            Segment segment = view.segment(i);
            SegmentDamage known = segment.damage();
            if (known != null) {
                known.damages().stream()
                        .map(Damaged::damage)
                        .map(damage -> new CorruptBatch(
                                state.topicPartition,
                                segment.path(FileNames.LOG),
                                damage.position(),
                                damage.offset(),
                                damage.what()))
                        .forEach(corrupt::add);
            }
        }
        return corrupt;
    }
}
