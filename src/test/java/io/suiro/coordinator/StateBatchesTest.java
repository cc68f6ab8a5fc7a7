package io.suiro.coordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.record.Batch;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateBatchesTest {
    private static final RecordCodec<String> TEXT = new RecordCodec<>() {
        @Override
        public Encoded encode(String record) {
            return new Encoded(UTF_8.encode(record), null);
        }

        @Override
        public @Nullable String decode(ByteBuffer key, @Nullable ByteBuffer value) {
            String text = UTF_8.decode(key).toString();
            return text.startsWith("?") ? null : text;
        }
    };

    private final StateBatches<String> batches = new StateBatches<>(TEXT, 0);
    private final List<String> read = new ArrayList<>();

    @Test
    void manyRecordsAreSeveralBatches() {
        List<String> records =
                IntStream.range(0, 20).mapToObj(i -> "x".repeat(50_000) + i).toList();
        ByteBuffer written = batches.write(records, 0);
        assertThat(Batch.sizeInBytes(written, 0)).isLessThan(300_000);

        batches.read(written, read::add);

        assertThat(read).isEqualTo(records);
    }

    @Test
    void recordsOfUnknownKindAreSkipped() {
        long endOffset = batches.read(batches.write(List.of("a", "?", "b"), 0), read::add);

        assertThat(read).containsExactly("a", "b");
        assertThat(endOffset).isEqualTo(3);
    }

    @Test
    void recordsOfATransactionCountOnceItHasCommitted() {
        batches.read(transactional(1, "committed"), read::add);
        batches.read(transactional(2, "aborted"), read::add);
        assertThat(read).isEmpty();

        batches.read(end(2, 0), read::add);
        batches.read(end(1, 1), read::add);

        assertThat(read).containsExactly("committed");
    }

    private static ByteBuffer transactional(long producerId, String record) {
        return new BatchBuilder(Codec.NONE)
                .producer(producerId, (short) 0, 0)
                .transactional()
                .append(0, UTF_8.encode(record), null)
                .build();
    }

    private static ByteBuffer end(long producerId, int type) {
        return new BatchBuilder(Codec.NONE)
                .producer(producerId, (short) 0, -1)
                .transactional()
                .control()
                .append(0, ByteBuffer.allocate(4).putShort(2, (short) type), ByteBuffer.allocate(6))
                .build();
    }
}
