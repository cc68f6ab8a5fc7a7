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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Between a state machine's records and batches of its internal partition. Lane only. */
final class StateBatches<R> {
    private static final Logger LOG = System.getLogger(StateBatches.class.getName());

    /** Well below the default of max.message.bytes; one record alone may be larger. */
    private static final int BATCH_BYTES = 256 * 1024;

    private final RecordCodec<R> codec;
    private final int partition;
    private final Map<Long, List<R>> open = new HashMap<>(); // records of transactions without an end, by producer id
    private boolean hasWarned;

    StateBatches(RecordCodec<R> codec, int partition) {
        this.codec = codec;
        this.partition = partition;
    }

    /** One batch, or several if they are many; not compressed, so that tools of any age can read them. */
    ByteBuffer write(List<R> records, long nowMs) {
        List<ByteBuffer> batches = new ArrayList<>(1);
        BatchBuilder builder = new BatchBuilder(Codec.NONE);
        for (R record : records) {
            Encoded encoded = codec.encode(record);
            ByteBuffer key = encoded.key();
            ByteBuffer value = encoded.value();
            int bytes = key.remaining() + (value == null ? 0 : value.remaining());
            if (builder.count() > 0 && builder.uncompressedBytes() + bytes > BATCH_BYTES) {
                batches.add(builder.build());
                builder = new BatchBuilder(Codec.NONE);
            }
            builder.append(nowMs, key, value);
        }
        batches.add(builder.build());
        return joined(batches);
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
     * Feeds all records that the codec knows; those of a transaction when it has committed, and never if it aborted.
     *
     * @param batches position and limit span whole batches
     * @return offset after the last record
     */
    long read(ByteBuffer batches, Consumer<R> consumer) {
        long endOffset = 0;
        for (int at = batches.position(); at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
            endOffset = Batch.lastOffset(batches, at) + 1;
            if (Batch.isControl(batches, at)) {
                endTransaction(batches, at, consumer);
            } else if (Batch.isTransactional(batches, at)) {
                readBatch(
                        batches, at, open.computeIfAbsent(Batch.producerId(batches, at), id -> new ArrayList<>())::add);
            } else {
                readBatch(batches, at, consumer);
            }
        }
        return endOffset;
    }

    private void endTransaction(ByteBuffer batches, int at, Consumer<R> consumer) {
        EndTransaction.in(batches, at).ifPresent(end -> {
            List<R> records = open.remove(Batch.producerId(batches, at));
            if (records != null && end.committed()) {
                records.forEach(consumer);
            }
        });
    }

    private void readBatch(ByteBuffer batches, int at, Consumer<R> consumer) {
        try (RecordReader reader = RecordReader.of(batches, at)) {
            while (reader.hasNext()) {
                StoredRecord stored = reader.next();
                R record = stored.key() == null ? null : codec.decode(stored.key(), stored.value());
                if (record != null) {
                    consumer.accept(record);
                } else if (!hasWarned) {
                    hasWarned = true;
                    LOG.log(
                            Level.WARNING,
                            "partition {0} has records of a kind that this version does not know, first at offset {1};"
                                    + " they stay in the log and are not looked at",
                            partition,
                            stored.offset());
                }
            }
        }
    }
}
