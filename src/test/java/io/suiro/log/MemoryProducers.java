package io.suiro.log;

import io.suiro.record.Batch;
import java.nio.ByteBuffer;

/** The producers of a log in memory: what a real log checks of batches, and remembers of them. */
public final class MemoryProducers {
    private final ProducerStates states = new ProducerStates();

    /** As when a coordinator appends; nothing changes. */
    public void check(ByteBuffer batches) {
        for (int at = batches.position(); at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
            states.check(batches, at, AppendOrigin.COORDINATOR, 0, 0);
        }
    }

    public void update(ByteBuffer batches) {
        for (int at = batches.position(); at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
            states.update(batches, at);
        }
    }

    public void verified(VerificationGuard guard) {
        states.verified(guard);
    }
}
