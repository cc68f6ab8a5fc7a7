package io.suiro.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Supplier;

/** Batches as producers send them, in direct memory as the Kafka door delivers them. */
public final class Batches {
    private static final int SEED = 1;
    private static final String[] WORDS = {
        "order", "payment", "shipped", "pending", "customer", "region", "europe", "america", "status", "amount"
    };

    private Batches() {}

    /** One batch of so many records with values of random bytes and without keys. */
    public static ByteBuffer of(Codec codec, int records, int valueBytes, long timestampMs) {
        Random random = new Random(SEED);
        return of(codec, records, timestampMs, () -> {
            byte[] value = new byte[valueBytes];
            random.nextBytes(value);
            return value;
        });
    }

    /** The same of JSON events of about 300 bytes, which compress as such events do. */
    static ByteBuffer ofEvents(Codec codec, int records, long timestampMs) {
        Random random = new Random(SEED);
        return of(codec, records, timestampMs, () -> event(random).getBytes(US_ASCII));
    }

    private static ByteBuffer of(Codec codec, int records, long timestampMs, Supplier<byte[]> values) {
        BatchBuilder builder = new BatchBuilder(codec);
        for (int i = 0; i < records; i++) {
            builder.append(timestampMs, null, ByteBuffer.wrap(values.get()));
        }
        ByteBuffer batch = builder.build();
        return ByteBuffer.allocateDirect(batch.remaining()).put(batch).flip();
    }

    private static String event(Random random) {
        StringBuilder event = new StringBuilder("{\"user\":" + random.nextLong(1L << 40));
        for (int i = 0; i < 10; i++) {
            event.append(",\"")
                    .append(WORDS[random.nextInt(WORDS.length)])
                    .append("\":")
                    .append(random.nextInt(1 << 20))
                    .append(",\"is\":\"")
                    .append(WORDS[random.nextInt(WORDS.length)])
                    .append('"');
        }
        return event.append('}').toString();
    }
}
