package io.suiro.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kafka's own classes as the judge: they read what we build, and we read what they build. */
class KafkaReadsOurBatchesTest {
    private static final int ROUNDS = 30;

    @ParameterizedTest
    @EnumSource
    void kafkaReadsWhatWeBuild(Codec codec) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            List<StoredRecord> records = RandomRecords.of(seed);
            ByteBuffer batch = RandomRecords.batch(codec, records)
                    .producer(7, (short) 3, 11)
                    .transactional()
                    .build();

            MutableRecordBatch judged =
                    MemoryRecords.readableRecords(batch).batchIterator().next();

            judged.ensureValid();
            assertThat(judged.compressionType().id).as("seed %d", seed).isEqualTo((byte) codec.id());
            assertThat(judged.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
            assertThat(judged.producerId()).isEqualTo(7);
            assertThat(judged.producerEpoch()).isEqualTo((short) 3);
            assertThat(judged.baseSequence()).isEqualTo(11);
            assertThat(judged.isTransactional()).isTrue();
            assertThat(judged.isControlBatch()).isFalse();
            assertThat(judged.lastOffset()).isEqualTo(records.size() - 1);
            assertThat(judged.maxTimestamp()).isEqualTo(RandomRecords.maxTimestamp(records));
            List<StoredRecord> read = new ArrayList<>();
            judged.forEach(record -> read.add(stored(record)));
            assertThat(read).as("seed %d", seed).isEqualTo(records);
        }
    }

    @ParameterizedTest
    @EnumSource
    void weTakeAndReadWhatKafkaBuilds(Codec codec) {
        Compression compression =
                Compression.of(CompressionType.forId(codec.id())).build();
        for (int seed = 0; seed < ROUNDS; seed++) {
            List<StoredRecord> records = RandomRecords.of(seed);
            SimpleRecord[] theirs =
                    records.stream().map(KafkaReadsOurBatchesTest::simple).toArray(SimpleRecord[]::new);
            ByteBuffer batch = MemoryRecords.withRecords(compression, theirs).buffer();

            BatchCheck.check(batch, RandomRecords.ANY, 0);

            assertThat(RandomRecords.read(batch)).as("seed %d", seed).isEqualTo(records);
        }
    }

    private static SimpleRecord simple(StoredRecord record) {
        Header[] headers = record.headers().stream()
                .map(header -> new RecordHeader(header.key(), bytes(header.value())))
                .toArray(Header[]::new);
        return new SimpleRecord(record.timestamp(), bytes(record.key()), bytes(record.value()), headers);
    }

    private static StoredRecord stored(Record record) {
        List<io.suiro.record.RecordHeader> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new io.suiro.record.RecordHeader(header.key(), wrap(header.value())));
        }
        return new StoredRecord(record.offset(), record.timestamp(), record.key(), record.value(), headers);
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }
}
