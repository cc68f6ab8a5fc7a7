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
    private static final int FIRST_BYTES = 64 << 10;
    private static final int GROWTH = 4;

    static final LogPiece NONE = new LogPiece(0, ByteBuffer.allocate(0), List.of());

    /**
     * Reads from the disk, from the offset on; at least one batch if there is one. It begins with little, as a member seldom takes more, and
     * reads more of it only if there are too few records.
     *
     * @param enough offsets and bytes; fewer only where there are no more, or {@code maxBytes} says so
     */
    static LogPiece read(Partition partition, long fromOffset, Enough enough, int maxBytes, boolean isReadCommitted) {
        int bytes = Math.min(FIRST_BYTES, maxBytes);
        while (true) {
            Read read = readUpTo(partition, fromOffset, bytes, isReadCommitted);
            if (bytes == maxBytes || read.isAll || read.piece.has(enough)) {
                return read.piece;
            }
            bytes = (int) Math.min((long) bytes * GROWTH, maxBytes);
        }
    }

    /** How much a member takes at most: offsets, of which others may have some, and how many bytes it waits for. */
    record Enough(long offsets, int bytes) {}

    /** @param isAll whether the log, or its segment, ends there for readers */
    private record Read(LogPiece piece, boolean isAll) {}

    private boolean has(Enough enough) {
        return !batches.isEmpty()
                && batches.getLast().lastOffset() - fromOffset + 1 >= enough.offsets
                && bytes.remaining() >= enough.bytes;
    }

    private static Read readUpTo(Partition partition, long fromOffset, int maxBytes, boolean isReadCommitted) {
        return partition.onDisk(log -> {
            long highWatermark = partition.highWatermark();
            if (isReadCommitted) {
                // Before anything is read: a transaction that is aborted from here on begins above it.
                long lastStable = log.lastStableOffset(highWatermark);
                StableSlice stable = log.readStable(fromOffset, maxBytes, lastStable, true);
                try (LogSlice slice = stable.slice()) {
                    return new Read(of(fromOffset, slice.read(), stable.aborted()), slice.sizeInBytes() < maxBytes);
                }
            }
            try (LogSlice slice = log.read(fromOffset, maxBytes, highWatermark, true)) {
                return new Read(of(fromOffset, slice.read(), List.of()), slice.sizeInBytes() < maxBytes);
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
