package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.record.Batch;
import io.suiro.record.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all of a segment, the sound batches and the stretches between them that are damaged. A batch is sound if
 * it lies whole in the file, matches its checksum, follows the one before it, ends before the next segment, and has no
 * more records than offsets; fewer, or none, and gaps between batches are what compaction leaves.
 *
 * <p>Base offset, length and leader epoch stand outside the checksum. Where a length cannot be believed, the next sound
 * batch is looked for at every byte; where a batch claims offsets that the ones after it have as well, it is the one that is out of
 * line. One thread.
 */
public final class SegmentScan {
    private static final int SEARCH_BLOCK_BYTES = 256 * 1024;

    private final DiskFile file;
    private final long baseOffset;
    private final long limitOffset;
    private final int size;
    private BatchWalk walk;
    private long endOffset;
    private @Nullable Damage damage;
    /** The last sound batch if it leaves a gap behind the one before it, which ends at endBeforeGap; -1 if it does not. */
    private int behindGap = -1;

    private int behindGapBytes;
    private long endBeforeGap;

    /**
     * Begins at the first byte.
     *
     * @param limitOffset exclusive: where the next segment begins
     */
    public SegmentScan(DiskFile file, long baseOffset, long limitOffset, int size) {
        this(file, baseOffset, limitOffset, size, 0, baseOffset);
    }

    /**
     * Goes on where another has been.
     *
     * @param endOffset of the batches before the position, exclusive
     */
    SegmentScan(DiskFile file, long baseOffset, long limitOffset, int size, int position, long endOffset) {
        this.file = file;
        this.baseOffset = baseOffset;
        this.limitOffset = limitOffset;
        this.size = size;
        this.endOffset = endOffset;
        this.walk = BatchWalk.batches(file, position, size);
    }

    /** Steps to the next batch or damaged stretch; false at the end of the file. */
    public boolean next() throws IOException {
        damage = null;
        if (walk.next()) {
            judge();
            return true;
        }
        int position = walk.nextPosition();
        if (position >= size) {
            return false;
        }
        String complaint = walk.complaint();
        skip(position, soundFrom(position + 1), complaint == null ? "the file ends within a batch" : complaint);
        return true;
    }

    /** Null if it stands on a sound batch. */
    public @Nullable Damage damage() {
        return damage;
    }

    /** The sound batch that it stands on, until the next step. */
    public BatchWalk batch() {
        return walk;
    }

    /** Where the sound batches so far end, exclusive; the segment's base offset if there was none. */
    public long endOffset() {
        return endOffset;
    }

    /** Position after the batch or the damaged stretch. */
    int nextPosition() {
        return damage == null ? walk.nextPosition() : damage.end();
    }

    private void judge() throws IOException {
        long first = walk.baseOffset();
        long last = walk.lastOffset();
        int position = walk.position();
        int end = walk.nextPosition();
        int count = Batch.count(walk.buffer(), walk.at());
        String offsets = "offsets " + first + " to " + last;
        if (!Checksum.matches(walk.buffer(), walk.at())) {
            skip(
                    position,
                    end == size || isHeader(end) ? end : soundFrom(position + 1),
                    "the batch of " + offsets + " fails its checksum");
        } else if (first < endOffset && behindGap >= 0 && first >= endBeforeGap) {
            endOffset = endBeforeGap;
            String what = "the batch claims offsets above those of the next one, which begins at " + first;
            damage = new Damage(behindGap, behindGapBytes, endOffset, what);
            behindGap = -1;
            walk = BatchWalk.batches(file, position, size);
        } else if (first < endOffset) {
            skip(position, end, "the batch of " + offsets + " comes where " + endOffset + " is due");
        } else if (last >= limitOffset) {
            skip(
                    position,
                    end,
                    "the batch of " + offsets + " reaches into the next segment, which begins at " + limitOffset);
        } else if (last - baseOffset > Integer.MAX_VALUE) {
            skip(position, end, "the batch of " + offsets + " is too far from the segment's first offset");
        } else if (count < 0 || count > last - first + 1) {
            skip(position, end, "the batch of " + offsets + " says that it has " + count + " records");
        } else {
            behindGap = first > endOffset ? position : -1;
            behindGapBytes = walk.sizeInBytes();
            endBeforeGap = endOffset;
            endOffset = last + 1;
        }
    }

    private void skip(int from, int to, String what) {
        damage = new Damage(from, to - from, endOffset, what);
        walk = BatchWalk.batches(file, to, size);
    }

    private boolean isHeader(int position) throws IOException {
        BatchWalk next = BatchWalk.headers(file, position, size);
        return next.next() && isDue(next.baseOffset(), next.lastOffset());
    }

    private boolean isDue(long first, long last) {
        return first >= endOffset && last < limitOffset && last - baseOffset <= Integer.MAX_VALUE;
    }

    /** Position of the first sound batch at or after this one; the file's end if there is none. */
    private int soundFrom(int from) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(Math.clamp((long) size - from, 0, SEARCH_BLOCK_BYTES));
        int position = from;
        while (size - position >= Batch.HEADER_BYTES) {
            block.clear().limit(Math.min(block.capacity(), size - position));
            int candidates = file.read(block, position) - Batch.HEADER_BYTES + 1;
            for (int at = 0; at < candidates; at++) {
                if (Batch.magic(block, at) == Batch.MAGIC && isSound(block, at, position + at)) {
                    return position + at;
                }
            }
            if (candidates <= 0) {
                return size;
            }
            position += candidates;
        }
        return size;
    }

    private boolean isSound(ByteBuffer block, int at, int position) throws IOException {
        int bytes = Batch.sizeInBytes(block, at);
        if (bytes < Batch.HEADER_BYTES
                || bytes > size - position
                || !isDue(Batch.baseOffset(block, at), Batch.lastOffset(block, at))) {
            return false;
        }
        BatchWalk batch = BatchWalk.batches(file, position, position + bytes);
        return batch.next() && Checksum.matches(batch.buffer(), batch.at());
    }
}
