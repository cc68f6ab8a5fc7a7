package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.log.clean.AbortedTransaction;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** A log's producer states as its files tell them: the newest snapshot that can be read, then the batches after it. */
final class ProducerLoad {
    private static final Logger LOG = System.getLogger(ProducerLoad.class.getName());

    private final TopicPartition topicPartition;
    private final PartitionFiles files;
    private long snapshotUsed = -1;
    private boolean deleted;

    ProducerLoad(TopicPartition topicPartition, PartitionFiles files) {
        this.topicPartition = topicPartition;
        this.files = files;
    }

    /**
     * States before an offset.
     *
     * @param segments those below the offset, in order; the last may end with it
     */
    ProducerStates before(long endOffset, List<Segment> segments) throws IOException {
        return before(endOffset, segments, endOffset);
    }

    /** As above, but what is written from {@code snapshotEnd} on is read from the batches, whatever snapshots there are. */
    ProducerStates before(long endOffset, List<Segment> segments, long snapshotEnd) throws IOException {
        ProducerStates states =
                snapshot(segments.isEmpty() ? endOffset : segments.getFirst().baseOffset(), snapshotEnd);
        long from = states.mapEndOffset();
        for (int i = 0; i < segments.size() && from < endOffset; i++) {
            long end = i + 1 < segments.size() ? segments.get(i + 1).baseOffset() : endOffset;
            if (end > from && segments.get(i).size() > 0) {
                replay(states, segments.get(i), from);
            }
        }
        return states;
    }

    /** One from before the log's first batch may lack batches that are deleted: no state is better than an old one. */
    private ProducerStates snapshot(long startOffset, long endOffset) throws IOException {
        for (long offset : files.offsets(FileNames.SNAPSHOT).reversed()) {
            if (offset >= startOffset && offset <= endOffset) {
                try {
                    ProducerStates states = ProducerStates.fromSnapshot(files.readSnapshot(offset), offset);
                    snapshotUsed = offset;
                    return states;
                } catch (CorruptFile e) {
                    LOG.log(Level.WARNING, "producer snapshot " + offset + " of " + topicPartition + " is deleted", e);
                    delete(offset);
                }
            }
        }
        return new ProducerStates();
    }

    /** Transactions that were aborted by markers in the segment, which comes after these. */
    List<AbortedTransaction> abortedIn(Segment segment, List<Segment> before) throws IOException {
        List<AbortedTransaction> aborted = new ArrayList<>();
        ProducerStates states = before(segment.baseOffset(), before);
        try (DiskFile file = files.disk().open(segment.path(FileNames.LOG))) {
            BatchWalk walk = BatchWalk.batches(file, 0, segment.size());
            while (walk.next()) {
                AbortedTransaction ended = states.update(walk.buffer(), walk.at());
                if (ended != null) {
                    aborted.add(ended);
                }
            }
        }
        return aborted;
    }

    private void replay(ProducerStates states, Segment segment, long from) throws IOException {
        try (DiskFile file = files.disk().open(segment.path(FileNames.LOG))) {
            BatchWalk start = BatchWalk.headers(file, 0, segment.size());
            boolean found = start.next();
            while (found && start.lastOffset() < from) {
                found = start.next();
            }
            if (found) {
                BatchWalk walk = BatchWalk.batches(file, start.position(), segment.size());
                while (walk.next()) {
                    states.update(walk.buffer(), walk.at());
                }
            }
        }
    }

    /**
     * Deletes snapshots that no start will need: between the bases of segments, and from beyond the end. The latter tell of
     * batches that are gone, and would be believed once others take their place.
     */
    void deleteOthers(List<Segment> segments, long endOffset) throws IOException {
        Set<Long> needed = segments.stream().map(Segment::baseOffset).collect(Collectors.toSet());
        needed.add(snapshotUsed);
        for (long offset : files.offsets(FileNames.SNAPSHOT)) {
            if (offset > endOffset || !needed.contains(offset)) {
                delete(offset);
            }
        }
    }

    private void delete(long offset) throws IOException {
        files.delete(offset, FileNames.SNAPSHOT);
        deleted = true;
    }

    /** Whether snapshots have been deleted, which the directory is to be forced for. */
    boolean hasDeleted() {
        return deleted;
    }

    /** The snapshot that states were read from, -1 if there was none. */
    long snapshotUsed() {
        return snapshotUsed;
    }
}
