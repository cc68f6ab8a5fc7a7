package io.suiro.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Records that a seed stands for, with what is rare in them often: nulls, nothing, large and repeated bytes. */
final class RandomRecords {
    /** A topic that takes anything a batch can be. */
    static final BatchRules ANY = new BatchRules(Integer.MAX_VALUE, false, false, Long.MAX_VALUE, Long.MAX_VALUE);

    private RandomRecords() {}

    static List<StoredRecord> of(long seed) {
        var random = new Random(seed);
        int count = 1 + random.nextInt(random.nextBoolean() ? 3 : 150);
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<RecordHeader> headers = new ArrayList<>();
            for (int h = random.nextInt(5) - 2; h > 0; h--) {
                headers.add(new RecordHeader("zählt-" + h, bytes(random)));
            }
            long timestamp = random.nextInt(20) == 0 ? Batch.NO_TIMESTAMP : random.nextLong(1L << 45);
            records.add(new StoredRecord(i, timestamp, bytes(random), bytes(random), headers));
        }
        return records;
    }

    private static @Nullable ByteBuffer bytes(Random random) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return null;
        }
        byte[] bytes = new byte[kind == 1 ? 0 : random.nextInt(kind == 2 ? 5_000 : 100)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        }
        return ByteBuffer.wrap(bytes);
    }

    static BatchBuilder batch(Codec codec, List<StoredRecord> records) {
        var builder = new BatchBuilder(codec);
        for (StoredRecord record : records) {
            builder.append(record.timestamp(), record.key(), record.value(), record.headers());
        }
        return builder;
    }

    static long maxTimestamp(List<StoredRecord> records) {
        return records.stream().mapToLong(StoredRecord::timestamp).max().orElseThrow();
    }

    static List<StoredRecord> read(ByteBuffer batch) {
        List<StoredRecord> records = new ArrayList<>();
        try (var reader = RecordReader.of(batch, batch.position())) {
            reader.forEachRemaining(records::add);
        }
        return records;
    }
}
