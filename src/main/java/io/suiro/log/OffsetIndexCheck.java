package io.suiro.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the entries of an {@link OffsetIndex} against the batches, which pass by in order. Each is to name the position of a
 * batch and its last offset. Kafka before 4.0 named the first of several batches that were appended at once, and the
 * last offset of the last: those entries are counted, not complained of, for a search that begins there finds all the same. One
 * thread.
 */
final class OffsetIndexCheck {
    private final long baseOffset;
    private final ByteBuffer entries;
    private final int paddedFrom;
    private int next;
    private long awaitedOffset = -1;
    private int awaitedAt;
    private int earlyEntries;
    private int firstEarly = -1;
    private @Nullable Mismatch mismatch;

    OffsetIndexCheck(long baseOffset, byte[] content) {
        this.baseOffset = baseOffset;
        this.entries = ByteBuffer.wrap(content).limit(IndexPadding.before(content, OffsetIndex.ENTRY_BYTES));
        this.paddedFrom = entries.limit() < content.length ? entries.limit() : -1;
        this.mismatch = shape();
    }

    private @Nullable Mismatch shape() {
        int left = entries.limit() % OffsetIndex.ENTRY_BYTES;
        return left == 0 ? null : new Mismatch(entries.limit() - left, "the file ends within an entry");
    }

    /** A sound batch. */
    void batch(BatchWalk batch) {
        if (mismatch != null) {
            return;
        }
        if (awaitedOffset >= 0 && batch.lastOffset() >= awaitedOffset) {
            arrive(batch.lastOffset());
        }
        while (mismatch == null && next < entries.limit() && position(next) <= batch.position()) {
            compare(batch);
            next += OffsetIndex.ENTRY_BYTES;
        }
    }

    private void compare(BatchWalk batch) {
        long offset = offset(next);
        if (position(next) < batch.position()) {
            mismatch = new Mismatch(next, "no batch begins at position " + position(next));
        } else if (awaitedOffset >= 0) {
            mismatch = new Mismatch(awaitedAt, "no batch ends with offset " + awaitedOffset);
        } else if (offset < batch.lastOffset()) {
            mismatch = new Mismatch(next, "offset " + offset + " where the batch ends with " + batch.lastOffset());
        } else if (offset > batch.lastOffset()) {
            awaitedOffset = offset;
            awaitedAt = next;
        }
    }

    private void arrive(long lastOffset) {
        if (lastOffset > awaitedOffset) {
            mismatch = new Mismatch(awaitedAt, "no batch ends with offset " + awaitedOffset);
        } else {
            firstEarly = earlyEntries == 0 ? awaitedAt : firstEarly;
            earlyEntries++;
        }
        awaitedOffset = -1;
    }

    /** After the last batch: the first mismatch, null if there is none. */
    @Nullable
    Mismatch finish(int segmentSize) {
        if (mismatch == null && next < entries.limit()) {
            mismatch = new Mismatch(
                    next,
                    "points to position " + position(next) + ", and the log "
                            + (position(next) < segmentSize ? "has no batch there" : "ends at " + segmentSize));
        }
        if (mismatch == null && awaitedOffset >= 0) {
            mismatch = new Mismatch(awaitedAt, "no batch ends with offset " + awaitedOffset);
        }
        return mismatch;
    }

    /** Position from which on there are no entries but zeros, -1 if there are entries up to the end. */
    int paddedFrom() {
        return paddedFrom;
    }

    /** Whether the entries go on beyond the end of the segment, as if its end had been lost. */
    boolean goesBeyond(int segmentSize) {
        int last = entries.limit() - OffsetIndex.ENTRY_BYTES;
        return shape() == null && last >= 0 && position(last) >= segmentSize;
    }

    /** Where the first of those entries stands that only Kafka before 4.0 wrote; -1 if there is none. */
    int firstEarly() {
        return firstEarly;
    }

    int earlyEntries() {
        return earlyEntries;
    }

    private int relativeOffset(int at) {
        return entries.getInt(at);
    }

    private long offset(int at) {
        return baseOffset + relativeOffset(at);
    }

    private int position(int at) {
        return entries.getInt(at + Integer.BYTES);
    }
}
