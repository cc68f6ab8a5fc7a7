package io.suiro.coordinator;

import io.suiro.base.Lane;
import io.suiro.log.AppendOrigin;
import io.suiro.log.LogSlice;
import io.suiro.log.PartitionLog;
import io.suiro.log.VerificationGuard;
import io.suiro.record.Batch;
import io.suiro.record.TransactionMarker;
import io.suiro.replica.Appending;
import io.suiro.replica.Partition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The {@link StateLog} over a partition that this broker leads. */
public final class PartitionStateLog implements StateLog {
    private static final int REPLAY_BYTES = 1 << 20;

    private final Partition partition;
    private final Appending appending;

    public PartitionStateLog(Partition partition) {
        this.partition = partition;
        this.appending = partition.appending();
    }

    @Override
    public int partition() {
        return partition.topicPartition().partition();
    }

    @Override
    public Lane lane() {
        return partition.lane();
    }

    @Override
    public boolean isCutOff() {
        return partition.isCutOff();
    }

    @Override
    public long append(ByteBuffer batches) {
        appending.checkEnoughInSync();
        return appending.appendNow(batches, AppendOrigin.COORDINATOR).lastOffset() + 1;
    }

    @Override
    public void verified(VerificationGuard guard) {
        appending.verified(guard);
    }

    @Override
    public long endTransaction(TransactionMarker marker) {
        appending.checkEnoughInSync();
        return appending.endTransactionNow(marker).lastOffset() + 1;
    }

    @Override
    public CompletionStage<Void> committed(long endOffset) {
        return appending.acknowledged(endOffset).thenAccept(reached -> {});
    }

    @Override
    public long endOffset() {
        return partition.log().logEndOffset();
    }

    @Override
    public void prune(long beforeOffset) {
        // What it refuses, such as an offset that is not committed yet, it may take the next time. Nobody waits for
        // other replicas.
        var _ = partition.upkeep().deleteRecordsBefore(Math.min(beforeOffset, partition.highWatermark()), 0);
    }

    @Override
    public void replay(Consumer<ByteBuffer> batches) {
        partition.onDisk(log -> replay(log, batches));
    }

    private static long replay(PartitionLog log, Consumer<ByteBuffer> batches) throws IOException {
        long offset = log.logStartOffset();
        while (offset < log.logEndOffset()) {
            ByteBuffer read;
            try (LogSlice slice = log.read(offset, REPLAY_BYTES, log.logEndOffset(), true)) {
                read = slice.read();
            }
            long next = forEachWholeBatch(read, batches);
            if (next < 0) {
                break; // compaction has left nothing from here to the end
            }
            offset = next;
        }
        return offset;
    }

    /** A slice may end in a part of a batch, which the next read begins with; -1 if there is no batch. */
    private static long forEachWholeBatch(ByteBuffer read, Consumer<ByteBuffer> batches) {
        long next = -1;
        int at = read.position();
        while (read.limit() - at >= Batch.HEADER_BYTES && read.limit() - at >= Batch.sizeInBytes(read, at)) {
            int size = Batch.sizeInBytes(read, at);
            next = Batch.lastOffset(read, at) + 1;
            batches.accept(read.slice(at, size));
            at += size;
        }
        return next;
    }
}
