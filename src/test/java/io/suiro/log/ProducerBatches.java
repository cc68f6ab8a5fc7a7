package io.suiro.log;

import io.suiro.record.Batch;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** Batches of producers, as they come and as they lie in the log. */
final class ProducerBatches {
    private ProducerBatches() {}

    static BatchBuilder builder(long producerId, int epoch, int sequence, int count) {
        var builder = new BatchBuilder(Codec.NONE).producer(producerId, (short) epoch, sequence);
        for (int i = 0; i < count; i++) {
            builder.append(1_000 + i, null, null);
        }
        return builder;
    }

    static ByteBuffer batch(long producerId, int epoch, int sequence, int count) {
        return builder(producerId, epoch, sequence, count).build();
    }

    static ByteBuffer transactional(long producerId, int epoch, int sequence, int count) {
        return builder(producerId, epoch, sequence, count).transactional().build();
    }

    static ByteBuffer end(long producerId, int epoch, int coordinatorEpoch, boolean commit) {
        return end(producerId, epoch, coordinatorEpoch, commit, 2_000);
    }

    static ByteBuffer end(long producerId, int epoch, int coordinatorEpoch, boolean commit, long timestampMs) {
        var marker =
                new EndTransactionMarker(commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT, coordinatorEpoch);
        return MemoryRecords.withEndTransactionMarker(0, timestampMs, 0, producerId, (short) epoch, marker)
                .buffer();
    }

    static ByteBuffer at(long offset, ByteBuffer batch) {
        Batch.stamp(batch, 0, offset, 0);
        return batch;
    }
}
