package io.suiro.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.log.LogSlice;
import io.suiro.log.PartitionLog;
import io.suiro.record.Batch;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** What a replica's log holds. */
public final class ReplicaContents {
    private ReplicaContents() {}

    /** Values by offset. */
    public static NavigableMap<Long, String> values(PartitionLog log) throws IOException {
        NavigableMap<Long, String> records = new TreeMap<>();
        for (ByteBuffer batch : batches(log).values()) {
            try (RecordReader reader = RecordReader.of(batch, 0)) {
                while (reader.hasNext()) {
                    StoredRecord record = reader.next();
                    if (record.offset() >= log.logStartOffset()) {
                        ByteBuffer value = Objects.requireNonNull(record.value());
                        records.put(
                                record.offset(), UTF_8.decode(value.duplicate()).toString());
                    }
                }
            }
        }
        return records;
    }

    /** By last offset: the first may begin below the log's start. */
    public static NavigableMap<Long, ByteBuffer> batches(PartitionLog log) throws IOException {
        NavigableMap<Long, ByteBuffer> found = new TreeMap<>();
        long offset = log.logStartOffset();
        long end = log.logEndOffset();
        while (offset < end) {
            ByteBuffer batches;
            try (LogSlice slice = log.read(offset, 1 << 20, end, true)) {
                batches = slice.read();
            }
            assertThat(batches.hasRemaining())
                    .as("something at offset %s below %s", offset, end)
                    .isTrue();
            int size;
            for (int at = 0; at < batches.limit(); at += size) {
                size = Batch.sizeInBytes(batches, at);
                long last = Batch.lastOffset(batches, at);
                found.put(last, batches.slice(at, size));
                offset = last + 1;
            }
        }
        return found;
    }
}
