package io.suiro.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordReaderTest {

    @ParameterizedTest
    @EnumSource
    void offsetsCountFromTheStampedBaseOffset(Codec codec) {
        ByteBuffer batch = RandomRecords.batch(codec, RandomRecords.of(2)).build();
        Batch.stamp(batch, 0, 1_000, 4);

        List<StoredRecord> records = RandomRecords.read(batch);

        assertThat(records.getFirst().offset()).isEqualTo(1_000);
        assertThat(records.getLast().offset()).isEqualTo(Batch.lastOffset(batch, 0));
        assertThat(Checksum.matches(batch, 0)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void recordsOfAStampedBatchHaveTheBrokersTime(Codec codec) {
        ByteBuffer batch = RandomRecords.batch(codec, RandomRecords.of(2)).build();

        LogAppendTime.stamp(batch, 0, 777);

        assertThat(Checksum.matches(batch, 0)).isTrue();
        assertThat(RandomRecords.read(batch)).allMatch(record -> record.timestamp() == 777);
        MemoryRecords.readableRecords(batch).records().forEach(record -> assertThat(record.timestamp())
                .isEqualTo(777));
    }

    @ParameterizedTest
    @EnumSource
    void aCountThatIsNotThatOfTheRecordsIsCorruption(Codec codec) {
        ByteBuffer batch = new BatchBuilder(codec)
                .append(1, null, null)
                .append(2, null, null)
                .build();
        int count = Batch.count(batch, 0);
        for (int lie : new int[] {count + 1, Integer.MAX_VALUE, count - 1}) {
            TestBatches.lieAboutCount(batch, lie);
            corrupt(batch);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnnouncedLengthIsNotAllocated(Codec codec) {
        ByteBuffer records = ByteBuffer.allocate(20);
        // A record of nearly 2 GiB, says its length, and a key of nearly as much.
        records.put(new byte[] {-2, -1, -1, -1, 15, 0, 0, 0, -16, -1, -1, -1, 15})
                .flip();
        ByteBuffer batch = codec.encode(records);
        ByteBuffer header = new BatchBuilder(codec).append(0, null, null).build();
        batch.put(0, header, 0, Batch.HEADER_BYTES);
        batch.putInt(Batch.LENGTH_AT, batch.limit() - Batch.LOG_OVERHEAD_BYTES);

        corrupt(batch);
    }

    @Test
    void snappyThatAnnouncesMoreThanItHoldsIsNotAllocated() {
        ByteBuffer batch =
                RandomRecords.batch(Codec.SNAPPY, RandomRecords.of(2)).build();
        int chunkLengthAt = Batch.HEADER_BYTES + 16;
        ByteBuffer chunk = TestBatches.copy(batch).putInt(chunkLengthAt, 500_000_000);
        ByteBuffer block = TestBatches.copy(batch).putInt(chunkLengthAt + 4, 0xffffff07);
        ByteBuffer plain = TestBatches.copy(batch).putInt(Batch.HEADER_BYTES, 0xffffff07);

        corrupt(chunk);
        corrupt(block);
        corrupt(plain);
    }

    @Test
    void snappyWithoutFramesAsOtherClientsWriteItIsRead() {
        ByteBuffer plain = new BatchBuilder(Codec.NONE)
                .append(5, null, ByteBuffer.allocate(3))
                .build();
        int bytes = plain.limit() - Batch.HEADER_BYTES;
        ByteBuffer snappy = ByteBuffer.allocate(plain.limit() + 2);
        snappy.put(plain.slice(0, Batch.HEADER_BYTES));
        // Length, and one literal of all the bytes.
        snappy.put((byte) bytes)
                .put((byte) ((bytes - 1) << 2))
                .put(plain.slice(Batch.HEADER_BYTES, bytes))
                .flip();
        snappy.putInt(Batch.LENGTH_AT, snappy.limit() - Batch.LOG_OVERHEAD_BYTES);
        snappy.putShort(Batch.ATTRIBUTES_AT, (short) Codec.SNAPPY.id());

        assertThat(RandomRecords.read(snappy)).isEqualTo(RandomRecords.read(plain));
    }

    @ParameterizedTest
    @EnumSource(value = EndOfTransaction.class)
    void theEndOfATransactionIsReadAsKafkaWroteIt(EndOfTransaction end) {
        ByteBuffer batch = MemoryRecords.withEndTransactionMarker(
                        40, 1234, 3, 7, (short) 1, new EndTransactionMarker(end.type, 17))
                .buffer();

        assertThat(Batch.isControl(batch, 0)).isTrue();
        assertThat(EndTransaction.in(batch, 0)).contains(new EndTransaction(end == EndOfTransaction.COMMIT, 17, 1234));
    }

    @Test
    void controlRecordsOfOtherKindsEndNoTransaction() {
        ByteBuffer key =
                ByteBuffer.allocate(4).putShort((short) 0).putShort((short) 2).flip();
        ByteBuffer batch = new BatchBuilder(Codec.NONE)
                .control()
                .append(1, key, ByteBuffer.allocate(2))
                .build();

        assertThat(EndTransaction.in(batch, 0)).isEmpty();
    }

    @Test
    void aControlRecordWithoutATypeIsCorruption() {
        ByteBuffer batch =
                new BatchBuilder(Codec.NONE).control().append(1, null, null).build();

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> EndTransaction.in(batch, 0))
                .returns(Errors.CORRUPT_MESSAGE, Refused::code);
    }

    enum EndOfTransaction {
        COMMIT(ControlRecordType.COMMIT),
        ABORT(ControlRecordType.ABORT);

        private final ControlRecordType type;

        EndOfTransaction(ControlRecordType type) {
            this.type = type;
        }
    }

    private static void corrupt(ByteBuffer batch) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> RandomRecords.read(batch))
                .returns(Errors.CORRUPT_MESSAGE, Refused::code);
    }
}
