package io.suiro.log;

import io.suiro.record.Batch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the entries of a {@link TimeIndex} against the batches, which pass by in order. Each is to name the largest timestamp
 * up to its batch, and an offset of the batch that brought it: its last, or, as older versions of Kafka wrote it, that of
 * the very record. The last entry is to be the largest timestamp of all. Batches that compaction has emptied count for Kafka, as
 * their headers have it, and for us they do not. One thread.
 */
final class TimeIndexCheck {
    private final long baseOffset;
    private final ByteBuffer entries;
    private final int paddedFrom;
    private int next;
    private long maxTimestampMs = Batch.NO_TIMESTAMP;
    private long maxHeaderTimestampMs = Batch.NO_TIMESTAMP;
    private @Nullable Mismatch mismatch;

    TimeIndexCheck(long baseOffset, byte[] content) {
        this.baseOffset = baseOffset;
        int used = IndexPadding.before(content, TimeIndex.ENTRY_BYTES);
        // The one entry of a segment whose only timestamp is 0, that of its first record, is nothing but zeros.
        this.entries = ByteBuffer.wrap(content).limit(content.length == TimeIndex.ENTRY_BYTES ? content.length : used);
        this.paddedFrom = entries.limit() < content.length ? entries.limit() : -1;
        this.mismatch = shape();
    }

    private @Nullable Mismatch shape() {
        int left = entries.limit() % TimeIndex.ENTRY_BYTES;
        return left == 0 ? null : new Mismatch(entries.limit() - left, "the file ends within an entry");
    }

    /** A sound batch. */
    void batch(BatchWalk batch) {
        long headerMs = Batch.maxTimestamp(batch.buffer(), batch.at());
        maxTimestampMs = Math.max(maxTimestampMs, batch.maxTimestamp());
        maxHeaderTimestampMs = Math.max(maxHeaderTimestampMs, headerMs);
        while (mismatch == null && next < entries.limit() && offset(next) <= batch.lastOffset()) {
            long timestampMs = timestampMs(next);
            if (offset(next) < batch.baseOffset()) {
                mismatch = new Mismatch(next, "no batch holds offset " + offset(next));
            } else if (timestampMs != headerMs || !isLargest(timestampMs)) {
                mismatch = new Mismatch(
                        next,
                        "timestamp " + timestampMs + " where the batch has " + headerMs + ", and the largest so far is "
                                + maxTimestampMs);
            }
            next += TimeIndex.ENTRY_BYTES;
        }
    }

    /** After the last batch: the first mismatch, null if there is none. */
    @Nullable
    Mismatch finish() {
        if (mismatch == null && next < entries.limit()) {
            mismatch = new Mismatch(next, "names offset " + offset(next) + ", which is not in the segment");
        }
        int last = entries.limit() - TimeIndex.ENTRY_BYTES;
        if (mismatch == null && maxTimestampMs >= 0 && (last < 0 || !isLargest(timestampMs(last)))) {
            mismatch = new Mismatch(
                    Math.max(0, last), "does not end with the largest timestamp of the segment, " + maxTimestampMs);
        }
        return mismatch;
    }

    /** Position from which on there are no entries but zeros, -1 if there are entries up to the end. */
    int paddedFrom() {
        return paddedFrom;
    }

    private boolean isLargest(long timestampMs) {
        return timestampMs == maxTimestampMs || timestampMs == maxHeaderTimestampMs;
    }

    private long timestampMs(int at) {
        return entries.getLong(at);
    }

    private long offset(int at) {
        return baseOffset + entries.getInt(at + Long.BYTES);
    }
}
