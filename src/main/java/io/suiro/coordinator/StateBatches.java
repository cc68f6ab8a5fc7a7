package io.suiro.coordinator;

import io.suiro.coordinator.RecordCodec.Encoded;
import io.suiro.record.Batch;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.record.EndTransaction;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Between a state machine's records and batches of its internal partition. Lane only. */
final class StateBatches<R> {
    private static final Logger LOG = System.getLogger(StateBatches.class.getName());

    /** Well below the default of max.message.bytes; one record alone may be larger. */
    private static final int BATCH_BYTES = 256 * 1024;

    private static final int NO_SEQUENCE = -1;

    private final RecordCodec<R> codec;
    private final int partition;
    private boolean hasWarned;

    private interface RecordConsumer<R> {
        void accept(R record, long offset);
    }

    StateBatches(RecordCodec<R> codec, int partition) {
        this.codec = codec;
        this.partition = partition;
    }

    /**
     * One batch, or several if they are many; not compressed, so that tools of any age can read them.
     *
     * @param transaction that they belong to, if they do
     */
    ByteBuffer write(List<R> records, @Nullable OpenTransaction transaction, long nowMs) {
        List<ByteBuffer> batches = new ArrayList<>(1);
        BatchBuilder builder = builder(transaction);
        for (R record : records) {
            Encoded encoded = codec.encode(record);
            ByteBuffer key = encoded.key();
            ByteBuffer value = encoded.value();
            int bytes = key.remaining() + (value == null ? 0 : value.remaining());
            if (builder.count() > 0 && builder.uncompressedBytes() + bytes > BATCH_BYTES) {
                batches.add(builder.build());
                builder = builder(transaction);
            }
            builder.append(nowMs, key, value);
        }
        batches.add(builder.build());
        return joined(batches);
    }

    private static BatchBuilder builder(@Nullable OpenTransaction transaction) {
        BatchBuilder builder = new BatchBuilder(Codec.NONE);
        return transaction == null
                ? builder
                : builder.producer(transaction.producerId(), transaction.producerEpoch(), NO_SEQUENCE)
                        .transactional();
    }

    private static ByteBuffer joined(List<ByteBuffer> batches) {
        if (batches.size() == 1) {
            return batches.getFirst();
        }
        ByteBuffer all = ByteBuffer.allocate(
                batches.stream().mapToInt(ByteBuffer::remaining).sum());
        batches.forEach(all::put);
        return all.flip();
    }

    /**
     * Feeds the machine all records that the codec knows, and the ends of transactions.
     *
     * @param batches position and limit span whole batches
     * @return offset after the last record
     */
    long read(ByteBuffer batches, StateMachine<R, ?> machine) {
        long endOffset = 0;
        for (int at = batches.position(); at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
            endOffset = Batch.lastOffset(batches, at) + 1;
            long producerId = Batch.producerId(batches, at);
            if (Batch.isControl(batches, at)) {
                // Without its record it is what compaction leaves of the end of a transaction whose records are gone.
                EndTransaction.in(batches, at).ifPresent(end -> machine.endTransaction(producerId, end.committed()));
            } else if (Batch.isTransactional(batches, at)) {
                readBatch(batches, at, (record, offset) -> machine.applyInTransaction(producerId, record, offset));
            } else {
                readBatch(batches, at, machine::apply);
            }
        }
        return endOffset;
    }

    private void readBatch(ByteBuffer batches, int at, RecordConsumer<R> consumer) {
        try (RecordReader reader = RecordReader.of(batches, at)) {
            while (reader.hasNext()) {
                StoredRecord stored = reader.next();
                R record = stored.key() == null ? null : codec.decode(stored.key(), stored.value());
                if (record != null) {
                    consumer.accept(record, stored.offset());
                } else if (!hasWarned) {
                    hasWarned = true;
                    LOG.log(
                            Level.WARNING,
                            "partition {0} has records of a kind that this version does not know, first at offset {1};"
                                    + " they stay in the log and are not looked at",
                            partition,
                            Long.toString(stored.offset()));
                }
            }
        }
    }
}
