package io.suiro.log;

import io.suiro.base.DiskFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Rebuilds a log's producer states: the newest snapshot that can be read, then the batches after it. Used once. */
final class ProducerLoad {
    private static final Logger LOG = System.getLogger(ProducerLoad.class.getName());

    private final TopicPartition topicPartition;
    private final PartitionFiles files;
    private final LogView view;
    private final int intervalBytes;
    private boolean snapshotted;

    ProducerLoad(TopicPartition topicPartition, PartitionFiles files, LogView view, int intervalBytes) {
        this.topicPartition = topicPartition;
        this.files = files;
        this.view = view;
        this.intervalBytes = intervalBytes;
    }

    ProducerStates load() throws IOException {
        List<Long> snapshots = files.offsets(FileNames.SNAPSHOT).reversed();
        ProducerStates states = null;
        long from = view.logStartOffset;
        Set<Long> wanted = segmentBases();
        boolean deleted = false;
        for (long offset : snapshots) {
            boolean keep = offset <= view.logEndOffset && (states == null || wanted.contains(offset));
            if (keep && states == null) {
                try {
                    states = ProducerStates.fromSnapshot(files.readSnapshot(offset), offset);
                    from = Math.max(from, offset);
                } catch (CorruptFile e) {
                    LOG.log(Level.WARNING, "producer snapshot " + offset + " of " + topicPartition + " is deleted", e);
                    keep = false;
                }
            }
            if (!keep) {
                // One from beyond the end tells of batches that are gone, and would be believed once others take their
                // place.
                files.delete(offset, FileNames.SNAPSHOT);
                deleted = true;
            }
        }
        if (deleted) {
            files.disk().forceDirectory(files.directory());
        }
        snapshotted = states != null && from == view.logEndOffset;
        states = states == null ? new ProducerStates() : states;
        replay(states, from);
        return states;
    }

    /** Whether a snapshot stood at the very end of the log. */
    boolean wasSnapshotted() {
        return snapshotted;
    }

    private Set<Long> segmentBases() {
        Set<Long> bases = new HashSet<>();
        for (int i = 0; i < view.count(); i++) {
            bases.add(view.segment(i).baseOffset());
        }
        return bases;
    }

    private void replay(ProducerStates states, long from) throws IOException {
        if (from >= view.logEndOffset) {
            return;
        }
        for (int i = view.floor(from); i < view.count(); i++) {
            if (view.sizeOf(i) > 0) {
                try (DiskFile file = files.disk().open(view.segment(i).path(FileNames.LOG))) {
                    replay(states, i, file, from);
                }
            }
        }
    }

    private void replay(ProducerStates states, int index, DiskFile file, long from) throws IOException {
        BatchFinder finder = BatchFinder.of(view, index, file, intervalBytes);
        BatchWalk start = finder == null ? null : finder.batchWith(from);
        if (start == null) {
            return;
        }
        BatchWalk walk = BatchWalk.batches(file, start.position(), view.sizeOf(index));
        while (walk.next()) {
            states.update(walk.buffer(), walk.at());
        }
    }
}
