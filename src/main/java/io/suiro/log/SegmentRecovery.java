package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.record.Batch;
import io.suiro.record.Checksum;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a segment that may not have reached the disk whole: every batch must lie whole in the file, follow the one before
 * it, and match its checksum. What begins with the first that does not is cut off.
 *
 * @param indexes of what is left, in memory
 * @param aborted transactions whose markers lie in what is left
 * @param size of what is left
 * @param endOffset exclusive
 * @param cutBytes how much was cut off
 * @param sparse whether offsets are missing, as a cleaning leaves it
 */
record SegmentRecovery(
        SegmentIndexes indexes,
        List<AbortedTransaction> aborted,
        int size,
        long endOffset,
        int cutBytes,
        boolean sparse) {

    /**
     * @param epochs learns the epochs of the batches read
     * @param producers as before the segment, learn what the batches say
     */
    static SegmentRecovery run(
            DiskFile file,
            long baseOffset,
            int fileSize,
            int intervalBytes,
            LeaderEpochs epochs,
            ProducerStates producers)
            throws IOException {
        SegmentIndexes indexes = new SegmentIndexes(baseOffset);
        List<AbortedTransaction> aborted = new ArrayList<>();
        BatchWalk walk = BatchWalk.batches(file, 0, fileSize);
        long endOffset = baseOffset;
        int size = 0;
        boolean sparse = false;
        while (walk.next()
                && walk.baseOffset() >= endOffset
                && walk.lastOffset() - baseOffset <= Integer.MAX_VALUE
                && Checksum.matches(walk.buffer(), walk.at())) {
            indexes.add(walk.lastOffset(), walk.position(), walk.sizeInBytes(), walk.maxTimestamp(), intervalBytes);
            if (walk.leaderEpoch() >= 0) {
                epochs.assign(walk.leaderEpoch(), walk.baseOffset());
            }
            AbortedTransaction ended = producers.update(walk.buffer(), walk.at());
            if (ended != null) {
                aborted.add(ended);
            }
            int records = Batch.count(walk.buffer(), walk.at());
            sparse |= walk.baseOffset() > endOffset || records <= walk.lastOffset() - walk.baseOffset();
            endOffset = walk.lastOffset() + 1;
            size = walk.nextPosition();
        }
        if (size < fileSize) {
            file.truncate(size);
            // Else what was cut off could come back behind what is appended next, and fit.
            file.force();
        }
        return new SegmentRecovery(indexes, aborted, size, endOffset, fileSize - size, sparse);
    }
}
