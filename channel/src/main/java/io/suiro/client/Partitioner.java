package io.suiro.client;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Which partition of a topic a record goes to, as Kafka's producer decides it, so that a key is in one partition whoever writes it:
 * murmur2 of the key; without a key one partition for a while and then another (KIP-794). For one topic, used under its lock.
 */
final class Partitioner {
    /** {@code batch.size} of Kafka's producer. */
    private static final int STICKY_BYTES = 16_384;

    private int sticky = -1;
    private int stickyBytes;

    int partition(@Nullable ByteBuffer key, int bytes, int partitions) {
        if (key != null) {
            return Utils.toPositive(Utils.murmur2(bytes(key))) % partitions;
        }
        if (sticky < 0 || sticky >= partitions || stickyBytes >= STICKY_BYTES) {
            sticky = ThreadLocalRandom.current().nextInt(partitions);
            stickyBytes = 0;
        }
        stickyBytes += bytes;
        return sticky;
    }

    private static byte[] bytes(ByteBuffer key) {
        if (key.hasArray() && key.arrayOffset() == 0 && key.position() == 0 && key.remaining() == key.array().length) {
            return key.array();
        }
        byte[] bytes = new byte[key.remaining()];
        key.get(key.position(), bytes);
        return bytes;
    }
}
