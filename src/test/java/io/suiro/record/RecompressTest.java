package io.suiro.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecompressTest {

    static Stream<Arguments> pairsOfCodecs() {
        return Stream.of(Codec.values())
                .flatMap(from -> Stream.of(Codec.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairsOfCodecs")
    void recordsAndHeaderStayAsTheyWere(Codec from, Codec to) {
        for (int seed = 0; seed < 5; seed++) {
            List<StoredRecord> records = RandomRecords.of(seed);
            ByteBuffer batch = RandomRecords.batch(from, records)
                    .producer(5, (short) 2, 9)
                    .transactional()
                    .build();

            ByteBuffer stored = Recompress.to(to, batch, RandomRecords.ANY, 0);

            BatchCheck.check(stored, RandomRecords.ANY, 0);
            assertThat(Batch.codec(stored, 0)).isEqualTo(to.id());
            assertThat(Batch.producerId(stored, 0)).isEqualTo(5);
            assertThat(Batch.producerEpoch(stored, 0)).isEqualTo((short) 2);
            assertThat(Batch.baseSequence(stored, 0)).isEqualTo(9);
            assertThat(Batch.isTransactional(stored, 0)).isTrue();
            assertThat(Batch.maxTimestamp(stored, 0)).isEqualTo(RandomRecords.maxTimestamp(records));
            assertThat(RandomRecords.read(stored)).isEqualTo(records);
        }
    }

    @ParameterizedTest
    @EnumSource
    void batchesThatAreInTheCodecAreNotCopied(Codec codec) {
        ByteBuffer batch = RandomRecords.batch(codec, RandomRecords.of(1)).build();

        assertThat(Recompress.to(codec, batch, RandomRecords.ANY, 0)).isSameAs(batch);
    }

    @Test
    void mixedBatchesKeepTheirOrder() {
        ByteBuffer batches = TestBatches.join(
                RandomRecords.batch(Codec.ZSTD, RandomRecords.of(1)).build(),
                RandomRecords.batch(Codec.GZIP, RandomRecords.of(2)).build(),
                RandomRecords.batch(Codec.NONE, RandomRecords.of(3)).build());

        ByteBuffer stored = Recompress.to(Codec.GZIP, batches, RandomRecords.ANY, 0);

        int at = 0;
        for (int seed = 1; seed <= 3; seed++) {
            assertThat(RandomRecords.read(stored.slice(at, stored.limit() - at)))
                    .isEqualTo(RandomRecords.of(seed));
            at += Batch.sizeInBytes(stored, at);
        }
        assertThat(at).isEqualTo(stored.limit());
    }

    @Test
    void aBatchThatExpandsBeyondTheTopicsLimitIsRefusedOnTheWay() {
        ByteBuffer bomb = new BatchBuilder(Codec.ZSTD)
                .append(1, null, ByteBuffer.allocate(30_000_000))
                .build();
        var rules = new BatchRules(1_000_000, false, false, Long.MAX_VALUE, Long.MAX_VALUE);
        BatchCheck.check(bomb, rules, 0);

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Recompress.to(Codec.NONE, bomb, rules, 0))
                .returns(Errors.MESSAGE_TOO_LARGE, Refused::code);
    }

    @Test
    void whatACompressedBatchHidIsFoundOut() {
        ByteBuffer batch = RandomRecords.batch(Codec.LZ4, RandomRecords.of(4)).build();
        TestBatches.lieAboutCount(batch, Batch.count(batch, 0) + 1);
        BatchCheck.check(batch, RandomRecords.ANY, 0);

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Recompress.to(Codec.NONE, batch, RandomRecords.ANY, 0))
                .returns(Errors.INVALID_RECORD, Refused::code);
    }
}
