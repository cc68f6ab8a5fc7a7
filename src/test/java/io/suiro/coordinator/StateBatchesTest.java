package io.suiro.coordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.record.Batch;
import io.suiro.record.TransactionMarker;
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

    /** Writes down what it is told. */
    private final StateMachine<String, Void> machine = new StateMachine<>() {
        @Override
        public void apply(String record, long offset) {
            read.add(record);
        }

        @Override
        public void applyInTransaction(long producerId, String record, long offset) {
            read.add(offset + ": " + record + " of " + producerId);
        }

        @Override
        public void endTransaction(long producerId, boolean committed) {
            read.add(producerId + (committed ? " committed" : " aborted"));
        }

        @Override
        public void adopt(Void change, Moment now) {}

        @Override
        public void loaded(Moment now) {}

        @Override
        public void resigned() {}
    };

    @Test
    void manyRecordsAreSeveralBatches() {
        List<String> records =
                IntStream.range(0, 20).mapToObj(i -> "x".repeat(50_000) + i).toList();
        ByteBuffer written = batches.write(records, null, 0);
        assertThat(Batch.sizeInBytes(written, 0)).isLessThan(300_000);

        batches.read(written, machine);

        assertThat(read).containsExactlyElementsOf(records);
    }

    @Test
    void recordsOfUnknownKindAreSkipped() {
        long endOffset = batches.read(batches.write(List.of("a", "?", "b"), null, 0), machine);

        assertThat(read).containsExactly("a", "b");
        assertThat(endOffset).isEqualTo(3);
    }

    @Test
    void recordsOfATransactionAreBatchesOfItsProducerWithoutASequence() {
        ByteBuffer written = batches.write(List.of("a", "b"), new OpenTransaction(7, (short) 3), 0);

        assertThat(Batch.isTransactional(written, 0)).isTrue();
        assertThat(Batch.producerId(written, 0)).isEqualTo(7);
        assertThat(Batch.producerEpoch(written, 0)).isEqualTo((short) 3);
        assertThat(Batch.baseSequence(written, 0)).isEqualTo(-1);
        batches.read(written, machine);
        assertThat(read).containsExactly("0: a of 7", "1: b of 7");
    }

    @Test
    void theMachineIsToldOfTheEndsOfTransactions() {
        batches.read(batches.write(List.of("a"), new OpenTransaction(1, (short) 0), 0), machine);
        batches.read(new TransactionMarker(2, (short) 0, false, 0, 1).toBatch(0), machine);
        batches.read(new TransactionMarker(1, (short) 0, true, 0, 1).toBatch(0), machine);

        assertThat(read).containsExactly("0: a of 1", "2 aborted", "1 committed");
    }

    @Test
    void whatCompactionLeavesOfATransactionIsNothing() {
        ByteBuffer records = batches.write(List.of("a"), new OpenTransaction(1, (short) 0), 0);
        ByteBuffer marker = new TransactionMarker(1, (short) 0, true, 0, 1).toBatch(0);

        assertThat(batches.read(emptied(records), machine)).isEqualTo(1);
        assertThat(batches.read(emptied(marker), machine)).isEqualTo(1);

        assertThat(read).isEmpty();
    }

    /** Its header alone, which keeps the offsets and the producer. */
    private static ByteBuffer emptied(ByteBuffer batch) {
        ByteBuffer header = ByteBuffer.allocate(Batch.HEADER_BYTES).put(batch.slice(0, Batch.HEADER_BYTES));
        return header.putInt(8, Batch.HEADER_BYTES - 12)
                .putInt(Batch.HEADER_BYTES - Integer.BYTES, 0)
                .flip();
    }
}
