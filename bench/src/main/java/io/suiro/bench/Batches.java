package io.suiro.bench;

import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;

/** Batches as producers send them. */
final class Batches {
    private static final int VALUE_BYTES = 100;

    private Batches() {}

    /** One batch of so many records of 100 bytes without keys, in direct memory as the Kafka door delivers it. */
    static ByteBuffer of(Codec codec, int records, long timestampMs) {
        BatchBuilder builder = new BatchBuilder(codec);
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < records; i++) {
            value[0] = (byte) i;
            builder.append(timestampMs, null, ByteBuffer.wrap(value.clone()));
        }
        ByteBuffer batch = builder.build();
        return ByteBuffer.allocateDirect(batch.remaining()).put(batch).flip();
    }
}
