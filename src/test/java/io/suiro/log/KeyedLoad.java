package io.suiro.log;

import static io.suiro.log.LogFixture.utf8;

import io.suiro.record.Batch;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.record.RecordHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes what a compacted topic meets: few keys again and again, tombstones, headers, every codec, plain, idempotent and
 * transactional producers, of which some transactions are aborted and some stay open for a while.
 */
final class KeyedLoad {
    private static final int KEYS = 12;
    private static final int CODECS = 5;
    private static final int PLAIN = 3;
    private static final int TRANSACTIONAL = 3;

    private final LogFixture fixture;
    private final Random random;
    private final Map<Long, Integer> nextSequence = new HashMap<>();
    private final Map<Long, Boolean> open = new HashMap<>();

    KeyedLoad(LogFixture fixture, Random random) {
        this.fixture = fixture;
        this.random = random;
    }

    void write(int batches) throws IOException {
        for (int i = 0; i < batches; i++) {
            fixture.clock.advance(random.nextInt(100));
            int producer = random.nextInt(1 + PLAIN + TRANSACTIONAL);
            if (producer == 0) {
                append(records(new BatchBuilder(codec())).build());
            } else if (producer <= PLAIN) {
                append(records(of(producer)).build());
            } else if (open.getOrDefault((long) producer, false) && random.nextInt(3) == 0) {
                end(producer);
                open.put((long) producer, false);
            } else {
                append(records(of(producer).transactional()).build());
                open.put((long) producer, true);
            }
        }
        for (long producer = 1 + PLAIN; producer <= PLAIN + TRANSACTIONAL; producer++) {
            if (open.getOrDefault(producer, false) && random.nextBoolean()) {
                end(producer);
                open.put(producer, false);
            }
        }
    }

    private void end(long producer) throws IOException {
        append(ProducerBatches.end(producer, 0, 0, random.nextBoolean(), fixture.clock.nowMs()));
    }

    private void append(ByteBuffer batch) throws IOException {
        var _ = fixture.append(batch, AppendOrigin.COORDINATOR);
    }

    private Codec codec() {
        return Codec.of(random.nextInt(CODECS));
    }

    private BatchBuilder of(long producer) {
        return new BatchBuilder(codec()).producer(producer, (short) 0, nextSequence.getOrDefault(producer, 0));
    }

    private BatchBuilder records(BatchBuilder builder) {
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            ByteBuffer value = random.nextInt(4) == 0 ? null : utf8("v" + "x".repeat(random.nextInt(120)));
            List<RecordHeader> headers =
                    random.nextInt(3) == 0 ? List.of(new RecordHeader("h", utf8("" + random.nextInt(9)))) : List.of();
            builder.append(
                    fixture.clock.nowMs() - random.nextInt(500), utf8("key-" + random.nextInt(KEYS)), value, headers);
        }
        nextSequence.merge(producerOf(builder), count, Integer::sum);
        return builder;
    }

    private long producerOf(BatchBuilder builder) {
        return Batch.producerId(builder.build(), 0);
    }
}
