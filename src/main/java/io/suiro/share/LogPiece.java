package io.suiro.share;

import io.suiro.log.LogSlice;
import io.suiro.log.StableSlice;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.record.Batch;
import io.suiro.replica.Partition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole batches of a partition in memory, as a share group sees them.
 *
 * @param fromOffset from where it was read
 */
record LogPiece(long fromOffset, ByteBuffer bytes, List<FoundBatch> batches) {
    static final LogPiece NONE = new LogPiece(0, ByteBuffer.allocate(0), List.of());

    /** Reads from the disk, from the offset on; at least one batch if there is one. */
    static LogPiece read(Partition partition, long fromOffset, int maxBytes, boolean isReadCommitted) {
        return partition.onDisk(log -> {
            long highWatermark = partition.highWatermark();
            if (isReadCommitted) {
                // Before anything is read: a transaction that is aborted from here on begins above it.
                long lastStable = log.lastStableOffset(highWatermark);
                StableSlice stable = log.readStable(fromOffset, maxBytes, lastStable, true);
                try (LogSlice slice = stable.slice()) {
                    return of(fromOffset, slice.read(), stable.aborted());
                }
            }
            try (LogSlice slice = log.read(fromOffset, maxBytes, highWatermark, true)) {
                return of(fromOffset, slice.read(), List.of());
            }
        });
    }

    private static LogPiece of(long fromOffset, ByteBuffer bytes, List<AbortedTransaction> aborted) {
        List<FoundBatch> batches = new ArrayList<>();
        for (int at = bytes.position();
                bytes.limit() - at >= Batch.HEADER_BYTES && bytes.limit() - at >= Batch.sizeInBytes(bytes, at);
                at += Batch.sizeInBytes(bytes, at)) {
            batches.add(new FoundBatch(
                    Batch.baseOffset(bytes, at),
                    Batch.lastOffset(bytes, at),
                    !Batch.isControl(bytes, at) && !isAborted(bytes, at, aborted)));
        }
        return new LogPiece(fromOffset, bytes, batches);
    }

    private static boolean isAborted(ByteBuffer bytes, int at, List<AbortedTransaction> aborted) {
        if (!Batch.isTransactional(bytes, at)) {
            return false;
        }
        long producerId = Batch.producerId(bytes, at);
        long offset = Batch.baseOffset(bytes, at);
        return aborted.stream()
                .anyMatch(transaction -> transaction.producerId() == producerId
                        && transaction.firstOffset() <= offset
                        && offset <= transaction.lastOffset());
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** The batches that hold what was acquired. */
    ByteBuffer with(List<Acquired> acquired) {
        if (acquired.isEmpty()) {
            return ByteBuffer.allocate(0);
        }
        int from = -1;
        int to = bytes.position();
        for (int at = bytes.position(), i = 0; i < batches.size(); i++, at += Batch.sizeInBytes(bytes, at)) {
            FoundBatch batch = batches.get(i);
            if (batch.lastOffset() >= acquired.getFirst().firstOffset()
                    && batch.firstOffset() <= acquired.getLast().lastOffset()) {
                from = from < 0 ? at : from;
                to = at + Batch.sizeInBytes(bytes, at);
            }
        }
        return from < 0 ? ByteBuffer.allocate(0) : bytes.slice(from, to - from);
    }
}
