package io.suiro.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCheckTest {
    private static final long NOW = 1_000_000;
    private static final BatchRules BOUNDED = new BatchRules(1 << 20, false, false, 5_000, 1_000);
    private static final BatchRules COMPACTED = new BatchRules(1 << 20, true, false, Long.MAX_VALUE, Long.MAX_VALUE);

    @ParameterizedTest
    @EnumSource
    void batchesOfEveryCodecPassUntouched(Codec codec) {
        for (int seed = 0; seed < 20; seed++) {
            ByteBuffer batch =
                    RandomRecords.batch(codec, RandomRecords.of(seed)).build();
            ByteBuffer before = TestBatches.copy(batch);

            BatchCheck.check(batch, RandomRecords.ANY, NOW);

            assertThat(batch).isEqualTo(before);
        }
    }

    @Test
    void aBatchIsCheckedInADirectBufferAndAwayFromItsStart() {
        ByteBuffer batch = three(Codec.NONE).build();
        ByteBuffer direct = ByteBuffer.allocateDirect(batch.remaining() + 14);
        direct.position(7).put(batch.duplicate()).flip().position(7);

        BatchCheck.check(direct, BOUNDED, NOW);

        assertThat(direct.position()).isEqualTo(7);
        direct.put(direct.limit() - 1, (byte) (direct.get(direct.limit() - 1) ^ 1));
        refused(direct, BOUNDED, Errors.CORRUPT_MESSAGE);
    }

    @Test
    void nothingIsNoBatch() {
        refused(ByteBuffer.allocate(0), BOUNDED, Errors.INVALID_RECORD);
    }

    @Test
    void aBatchCutShortAnywhereIsRefused() {
        ByteBuffer batch = three(Codec.NONE).build();
        for (int bytes = 1; bytes < batch.limit(); bytes++) {
            refused(TestBatches.copy(batch.slice(0, bytes)), BOUNDED, Errors.INVALID_RECORD);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 48})
    void aLengthBelowTheHeadersIsRefused(int length) {
        ByteBuffer batch = three(Codec.NONE).build();
        batch.putInt(Batch.LENGTH_AT, length);
        refused(batch, BOUNDED, Errors.CORRUPT_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 11})
    void aLengthBeyondTheBytesIsRefused(int length) {
        ByteBuffer batch = three(Codec.NONE).build();
        batch.putInt(Batch.LENGTH_AT, length);
        refused(batch, BOUNDED, Errors.INVALID_RECORD);
    }

    @Test
    void oldFormatsAreUnsupportedAndUnknownOnesCorrupt() {
        ByteBuffer batch = three(Codec.NONE).build();
        refused(batch.put(Batch.MAGIC_AT, (byte) 0), BOUNDED, Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT);
        refused(batch.put(Batch.MAGIC_AT, (byte) 1), BOUNDED, Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT);
        refused(batch.put(Batch.MAGIC_AT, (byte) 3), BOUNDED, Errors.CORRUPT_MESSAGE);
        refused(batch.put(Batch.MAGIC_AT, (byte) -1), BOUNDED, Errors.CORRUPT_MESSAGE);
    }

    @Test
    void aBaseOffsetOtherThanZeroIsRefused() {
        ByteBuffer batch = three(Codec.NONE).build();
        Batch.stamp(batch, 0, 5, -1);
        refused(batch, BOUNDED, Errors.INVALID_RECORD);
    }

    @Test
    void aBatchAboveMaxMessageBytesIsTooLarge() {
        ByteBuffer batch = three(Codec.NONE).build();
        var exact = new BatchRules(batch.limit(), false, false, 5_000, 1_000);
        var less = new BatchRules(batch.limit() - 1, false, false, 5_000, 1_000);

        BatchCheck.check(batch, exact, NOW);
        refused(batch, less, Errors.MESSAGE_TOO_LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void countAndLastOffsetDeltaMustAgree(Codec codec) {
        ByteBuffer batch = three(codec).build();
        batch.putInt(Batch.COUNT_AT, 4);
        refusedAfterChecksum(batch, Errors.INVALID_RECORD);
        batch.putInt(Batch.COUNT_AT, 0).putInt(Batch.LAST_OFFSET_DELTA_AT, -1);
        refusedAfterChecksum(batch, Errors.INVALID_RECORD);
        batch.putInt(Batch.COUNT_AT, Integer.MIN_VALUE).putInt(Batch.LAST_OFFSET_DELTA_AT, Integer.MAX_VALUE);
        refusedAfterChecksum(batch, Errors.INVALID_RECORD);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, Integer.MAX_VALUE})
    void anUncompressedBatchHoldsAsManyRecordsAsItSays(int count) {
        ByteBuffer batch = three(Codec.NONE).build();
        TestBatches.lieAboutCount(batch, count);
        refused(batch, BOUNDED, Errors.INVALID_RECORD);
    }

    @ParameterizedTest
    @EnumSource
    void aCompactedTopicFindsALyingCountInAnyCodec(Codec codec) {
        ByteBuffer batch = three(codec).build();
        TestBatches.lieAboutCount(batch, 4);
        refused(batch, COMPACTED, Errors.INVALID_RECORD);
        TestBatches.lieAboutCount(batch, 2);
        refused(batch, COMPACTED, Errors.INVALID_RECORD);
    }

    @ParameterizedTest
    @EnumSource
    void aCompactedTopicWantsKeys(Codec codec) {
        ByteBuffer batch = three(codec).append(NOW, null, utf8("value")).build();
        BatchCheck.check(batch, BOUNDED, NOW);
        refused(batch, COMPACTED, Errors.INVALID_RECORD);

        ByteBuffer emptyKey =
                new BatchBuilder(codec).append(NOW, utf8(""), null).build();
        BatchCheck.check(emptyKey, COMPACTED, NOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7})
    void anUnknownCodecIsUnsupported(int codec) {
        ByteBuffer batch = three(Codec.NONE).build();
        batch.putShort(Batch.ATTRIBUTES_AT, (short) codec);
        refusedAfterChecksum(batch, Errors.UNSUPPORTED_COMPRESSION_TYPE);
    }

    @Test
    void whatIsTheBrokersToSetIsRefused() {
        refused(three(Codec.NONE).control().build(), BOUNDED, Errors.INVALID_RECORD);
        ByteBuffer stamped = three(Codec.NONE).build();
        LogAppendTime.stamp(stamped, 0, NOW);
        refused(stamped, BOUNDED, Errors.INVALID_TIMESTAMP);
        ByteBuffer horizon = three(Codec.NONE).build();
        horizon.putShort(Batch.ATTRIBUTES_AT, (short) 0x40);
        refusedAfterChecksum(horizon, Errors.INVALID_RECORD);
    }

    @Test
    void aProducerIdNeedsAnEpochAndASequence() {
        BatchCheck.check(three(Codec.NONE).producer(1, (short) 0, 0).build(), BOUNDED, NOW);
        refused(three(Codec.NONE).producer(1, (short) -1, 0).build(), BOUNDED, Errors.INVALID_RECORD);
        refused(three(Codec.NONE).producer(1, (short) 0, -1).build(), BOUNDED, Errors.INVALID_RECORD);
        refused(three(Codec.NONE).producer(-2, (short) 0, 0).build(), BOUNDED, Errors.INVALID_RECORD);
        refused(three(Codec.NONE).transactional().build(), BOUNDED, Errors.INVALID_RECORD);
    }

    @Test
    void anIdempotentProducerSendsOneBatch() {
        ByteBuffer plain = three(Codec.NONE).build();
        ByteBuffer idempotent = three(Codec.NONE).producer(1, (short) 0, 0).build();

        BatchCheck.check(TestBatches.join(plain, plain), BOUNDED, NOW);
        refused(TestBatches.join(idempotent, idempotent), BOUNDED, Errors.INVALID_RECORD);
        refused(TestBatches.join(plain, idempotent), BOUNDED, Errors.INVALID_RECORD);
    }

    @ParameterizedTest
    @EnumSource
    void timestampsStayWithinTheTopicsBounds(Codec codec) {
        BatchCheck.check(at(codec, NOW - 5_000), BOUNDED, NOW);
        BatchCheck.check(at(codec, NOW + 1_000), BOUNDED, NOW);
        BatchCheck.check(at(codec, Batch.NO_TIMESTAMP), BOUNDED, NOW);
        refused(at(codec, NOW - 5_001), BOUNDED, Errors.INVALID_TIMESTAMP);
        refused(at(codec, NOW + 1_001), BOUNDED, Errors.INVALID_TIMESTAMP);
        refused(at(codec, Long.MAX_VALUE), BOUNDED, Errors.INVALID_TIMESTAMP);
        refused(at(codec, Long.MIN_VALUE), RandomRecords.ANY, Errors.INVALID_TIMESTAMP);
    }

    @Test
    void aTimestampInTheMiddleIsLookedAtToo() {
        ByteBuffer batch = new BatchBuilder(Codec.NONE)
                .append(NOW, null, null)
                .append(NOW - 6_000, null, null)
                .append(NOW, null, null)
                .build();
        refused(batch, BOUNDED, Errors.INVALID_TIMESTAMP);
    }

    @Test
    void theProducersTimestampsDoNotMatterWhereTheBrokerSetsThem() {
        var logAppendTime = new BatchRules(1 << 20, false, true, 5_000, 1_000);
        BatchCheck.check(at(Codec.NONE, 1), logAppendTime, NOW);
        BatchCheck.check(at(Codec.GZIP, 1), logAppendTime, NOW);
    }

    @Test
    void aMaxTimestampThatIsNotTheRecordsIsCorrected() {
        ByteBuffer batch = three(Codec.NONE).build();
        ByteBuffer honest = TestBatches.copy(batch);
        batch.putLong(Batch.MAX_TIMESTAMP_AT, Long.MAX_VALUE);
        Checksum.rewrite(batch, 0);

        BatchCheck.check(batch, BOUNDED, NOW);

        assertThat(batch).isEqualTo(honest);
    }

    private static ByteBuffer at(Codec codec, long timestamp) {
        return new BatchBuilder(codec).append(timestamp, utf8("key"), null).build();
    }

    private static BatchBuilder three(Codec codec) {
        return new BatchBuilder(codec)
                .append(NOW, utf8("a"), utf8("1"), List.of(new RecordHeader("h", utf8("x"))))
                .append(NOW + 1, utf8("b"), utf8("2"))
                .append(NOW - 1, utf8("c"), null);
    }

    private static void refusedAfterChecksum(ByteBuffer batch, Errors code) {
        Checksum.rewrite(batch, 0);
        refused(batch, BOUNDED, code);
    }

    private static void refused(ByteBuffer batches, BatchRules rules, Errors code) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> BatchCheck.check(batches, rules, NOW))
                .returns(code, Refused::code);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
