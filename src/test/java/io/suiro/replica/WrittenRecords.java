package io.suiro.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.log.ActiveProducer;
import io.suiro.log.FoundOffset;
import io.suiro.log.LogSlice;
import io.suiro.log.PartitionLog;
import io.suiro.record.Batch;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Checksum;
import io.suiro.record.Codec;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What was appended to a log, by offset, and whether the log still says so. */
final class WrittenRecords {
    private final List<Written> written = new ArrayList<>();

    /** A record of an idempotent producer; without a producer id if that is -1. */
    record Written(String key, @Nullable String value, long timestampMs, long producerId, int sequence) {}

    long end() {
        return written.size();
    }

    void append(List<Written> records) {
        written.addAll(records);
    }

    void cutAt(long end) {
        written.subList((int) end, written.size()).clear();
    }

    static ByteBuffer batch(List<Written> records) {
        Written first = records.getFirst();
        BatchBuilder batch = new BatchBuilder(Codec.NONE).producer(first.producerId, (short) 0, first.sequence);
        for (Written record : records) {
            batch.append(record.timestampMs, utf8(record.key), record.value == null ? null : utf8(record.value));
        }
        return batch.build();
    }

    /** Producers go on where the log says; the last sequence of each that is known is the answer. */
    Map<Long, Integer> checkProducers(PartitionLog log) {
        Map<Long, Integer> states = new HashMap<>();
        for (ActiveProducer state : log.activeProducers()) {
            states.put(state.producerId(), state.lastSequence());
        }
        Map<Long, Integer> implied = new HashMap<>();
        for (int offset = (int) log.logStartOffset(); offset < written.size(); offset++) {
            implied.put(written.get(offset).producerId, written.get(offset).sequence);
        }
        implied.forEach((id, last) -> assertThat(states.get(id)).isEqualTo(last));
        return states;
    }

    /** Everything that can be read, as it is read in small pieces. */
    List<StoredRecord> checkRecords(PartitionLog log, boolean compacted, int maxBytes) throws IOException {
        long start = log.logStartOffset();
        assertThat(log.logEndOffset()).isEqualTo(written.size());
        List<StoredRecord> all = read(log, start, maxBytes);
        all.forEach(this::checkRecord);
        if (compacted) {
            checkLatest(all);
        } else {
            assertThat(all).hasSize(written.size() - (int) start);
        }
        return all;
    }

    private void checkRecord(StoredRecord record) {
        Written expected = written.get((int) record.offset());
        assertThat(text(record.key())).isEqualTo(expected.key);
        assertThat(text(record.value())).isEqualTo(expected.value);
        assertThat(record.timestamp()).isEqualTo(expected.timestampMs);
    }

    /** A key whose last record is a tombstone may be gone altogether. */
    private void checkLatest(List<StoredRecord> all) {
        Map<String, Integer> latest = new HashMap<>();
        for (int offset = 0; offset < written.size(); offset++) {
            latest.put(written.get(offset).key, offset);
        }
        latest.values().removeIf(offset -> written.get(offset).value == null);
        assertThat(all.stream().map(record -> (int) record.offset())).containsAll(latest.values());
    }

    /** What an index leads to is what reading everything has found. */
    static void checkIndexes(PartitionLog log, List<StoredRecord> all, long nowMs, Random random) throws IOException {
        long end = log.logEndOffset();
        long from = log.logStartOffset() + random.nextInt((int) (end - log.logStartOffset()) + 1);
        assertThat(read(log, from, 1 + random.nextInt(1_000)))
                .isEqualTo(
                        all.stream().filter(record -> record.offset() >= from).toList());
        long wanted = nowMs - random.nextInt(1_000);
        long expected = all.stream()
                .filter(record -> record.timestamp() >= wanted)
                .mapToLong(StoredRecord::offset)
                .findFirst()
                .orElse(-1);
        assertThat(log.offsetForTimestamp(wanted, end).map(FoundOffset::offset).orElse(-1L))
                .isEqualTo(expected);
        long largest = all.stream().mapToLong(StoredRecord::timestamp).max().orElse(-1);
        long until = (from + end) / 2;
        StoredRecord latest = null;
        for (StoredRecord record : all) {
            if (record.offset() < until && (latest == null || record.timestamp() > latest.timestamp())) {
                latest = record;
            }
        }
        assertThat(log.offsetOfMaxTimestamp(until).map(FoundOffset::offset).orElse(-1L))
                .isEqualTo(latest == null ? -1 : latest.offset());
        assertThat(log.offsetOfMaxTimestamp(end).map(FoundOffset::timestampMs).orElse(-1L))
                .isEqualTo(largest);
    }

    private static List<StoredRecord> read(PartitionLog log, long from, int maxBytes) throws IOException {
        List<StoredRecord> records = new ArrayList<>();
        long offset = from;
        long end = log.logEndOffset();
        while (offset < end) {
            ByteBuffer batches;
            try (LogSlice slice = log.read(offset, maxBytes, end, true)) {
                batches = slice.read();
            }
            if (!batches.hasRemaining()) {
                break;
            }
            for (int at = 0; at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
                assertThat(Checksum.matches(batches, at)).isTrue();
                try (RecordReader reader = RecordReader.of(batches, at)) {
                    while (reader.hasNext()) {
                        StoredRecord record = reader.next();
                        if (record.offset() >= from) {
                            records.add(record);
                        }
                    }
                }
                offset = Batch.lastOffset(batches, at) + 1;
            }
        }
        return records;
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static @Nullable String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : UTF_8.decode(bytes.duplicate()).toString();
    }
}
