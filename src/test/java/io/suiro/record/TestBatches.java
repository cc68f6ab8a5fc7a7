package io.suiro.record;

import java.nio.ByteBuffer;

/** Batches put together, and batches made to lie under a checksum that holds. */
final class TestBatches {
    private TestBatches() {}

    static ByteBuffer join(ByteBuffer... batches) {
        int bytes = 0;
        for (ByteBuffer batch : batches) {
            bytes += batch.remaining();
        }
        ByteBuffer joined = ByteBuffer.allocate(bytes);
        for (ByteBuffer batch : batches) {
            joined.put(batch.duplicate());
        }
        return joined.flip();
    }

    static ByteBuffer copy(ByteBuffer batch) {
        return join(batch);
    }

    static void lieAboutCount(ByteBuffer batch, int count) {
        batch.putInt(Batch.COUNT_AT, count);
        batch.putInt(Batch.LAST_OFFSET_DELTA_AT, count - 1);
        Checksum.rewrite(batch, 0);
    }
}
