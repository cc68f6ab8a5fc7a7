package io.suiro.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches broken at random, with and without a checksum that covers it up: refused or read, nothing else ever. */
class DamagedBatchesTest {
    private static final int ROUNDS = 400;
    private static final Set<Errors> REFUSALS = Set.of(
            Errors.CORRUPT_MESSAGE,
            Errors.INVALID_RECORD,
            Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT,
            Errors.MESSAGE_TOO_LARGE,
            Errors.UNSUPPORTED_COMPRESSION_TYPE,
            Errors.INVALID_TIMESTAMP);

    @ParameterizedTest
    @EnumSource
    void aFlippedBitAnywhereIsRefused(Codec codec) {
        ByteBuffer batch = RandomRecords.batch(codec, RandomRecords.of(3)).build();
        for (int at = 0; at < batch.limit(); at++) {
            boolean leadersOwn = at >= Batch.LEADER_EPOCH_AT && at < Batch.MAGIC_AT;
            if (leadersOwn) {
                continue;
            }
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                ByteBuffer damaged = TestBatches.copy(batch);
                damaged.put(at, (byte) (damaged.get(at) ^ (1 << bit)));
                assertThatExceptionOfType(Refused.class)
                        .as("bit %d of byte %d", bit, at)
                        .isThrownBy(() -> BatchCheck.check(damaged, RandomRecords.ANY, 0))
                        .matches(refused -> REFUSALS.contains(refused.code()), "a known code");
            }
        }
    }

    @Test
    void theLeaderEpochIsTheLeadersToStampWhateverAClientWroteThere() {
        ByteBuffer batch = RandomRecords.batch(Codec.NONE, RandomRecords.of(3)).build();
        Batch.stamp(batch, 0, 0, 12345);
        BatchCheck.check(batch, RandomRecords.ANY, 0);
    }

    @ParameterizedTest
    @EnumSource
    void randomDamageUnderAChecksumThatHoldsIsRefusedOrHarmless(Codec codec) {
        var everyRecord = new BatchRules(Integer.MAX_VALUE, true, false, Long.MAX_VALUE, Long.MAX_VALUE);
        for (int seed = 0; seed < ROUNDS; seed++) {
            ByteBuffer batch = damaged(codec, seed);
            try {
                BatchCheck.check(batch, everyRecord, 0);
            } catch (Refused refused) {
                assertThat(refused.code()).as("seed %d", seed).isIn(REFUSALS);
                continue;
            }
            List<StoredRecord> records = RandomRecords.read(batch);
            assertThat(records).as("seed %d", seed).hasSize(Batch.count(batch, 0));
            assertThat(RandomRecords.maxTimestamp(records)).isEqualTo(Batch.maxTimestamp(batch, 0));
            assertThat(records.getLast().offset()).isEqualTo(Batch.lastOffset(batch, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void readingADamagedBatchEndsAndIsRefusedAsCorrupt(Codec codec) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            ByteBuffer batch = damaged(codec, seed);
            try {
                assertThat(RandomRecords.read(batch).size()).isLessThanOrEqualTo(Batch.count(batch, 0));
            } catch (Refused refused) {
                assertThat(refused.code())
                        .as("seed %d: %s", seed, refused.detail())
                        .isIn(Errors.CORRUPT_MESSAGE, Errors.UNSUPPORTED_COMPRESSION_TYPE);
            } catch (RuntimeException e) {
                fail("seed " + seed, e);
            }
        }
    }

    @Test
    void noiseIsNeitherCheckedNorRead() {
        var random = new Random(42);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            ByteBuffer buffer = ByteBuffer.wrap(noise);
            assertThatExceptionOfType(Refused.class).isThrownBy(() -> BatchCheck.check(buffer, RandomRecords.ANY, 0));
            assertThatExceptionOfType(Refused.class).isThrownBy(() -> RandomRecords.read(buffer));
        }
    }

    /** A byte or a few of the records or of the header's own claims, under a checksum that matches. */
    private static ByteBuffer damaged(Codec codec, int seed) {
        var random = new Random(seed);
        ByteBuffer batch = RandomRecords.batch(codec, RandomRecords.of(seed)).build();
        int from = random.nextInt(4) == 0 ? Batch.ATTRIBUTES_AT : Batch.HEADER_BYTES;
        for (int i = random.nextInt(3); i >= 0; i--) {
            batch.put(from + random.nextInt(batch.limit() - from), (byte) random.nextInt());
        }
        Checksum.rewrite(batch, 0);
        return batch;
    }
}
