package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.record.Checksum;
import java.io.IOException;

/**
 * Reads a segment that may not have reached the disk whole: every batch must lie whole in the file, follow the one before
 * it, and match its checksum. What begins with the first that does not is cut off.
 *
 * @param indexes of what is left, in memory
 * @param size of what is left
 * @param endOffset exclusive
 * @param cutBytes how much was cut off
 */
record SegmentRecovery(SegmentIndexes indexes, int size, long endOffset, int cutBytes) {

    /** @param epochs learns the epochs of the batches read */
    static SegmentRecovery run(DiskFile file, long baseOffset, int fileSize, int intervalBytes, LeaderEpochs epochs)
            throws IOException {
        SegmentIndexes indexes = new SegmentIndexes(baseOffset);
        BatchWalk walk = BatchWalk.batches(file, 0, fileSize);
        long endOffset = baseOffset;
        int size = 0;
        while (walk.next()
                && walk.baseOffset() >= endOffset
                && walk.lastOffset() - baseOffset <= Integer.MAX_VALUE
                && Checksum.matches(walk.buffer(), walk.at())) {
            indexes.add(walk.lastOffset(), walk.position(), walk.sizeInBytes(), walk.maxTimestamp(), intervalBytes);
            if (walk.leaderEpoch() >= 0) {
                epochs.assign(walk.leaderEpoch(), walk.baseOffset());
            }
            endOffset = walk.lastOffset() + 1;
            size = walk.nextPosition();
        }
        if (size < fileSize) {
            file.truncate(size);
            // Else what was cut off could come back behind what is appended next, and fit.
            file.force();
        }
        return new SegmentRecovery(indexes, size, endOffset, fileSize - size);
    }
}
