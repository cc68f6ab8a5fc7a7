package io.suiro.bench.channel;

import io.suiro.broker.Produce.Acks;
import io.suiro.client.LocalProducer;
import io.suiro.client.OutgoingRecord;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.util.List;

/** How long it takes from nothing to the first record that is acknowledged. */
final class FirstRecord {
    private FirstRecord() {}

    /** In milliseconds, with a broker on a temporary directory and a topic that does not exist before. */
    static double ms() {
        long begun = System.nanoTime();
        try (EmbeddedBroker embedded = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY)) {
            new LocalProducer(embedded.broker(), Acks.ALL, Codec.NONE)
                    .send(new OutgoingRecord(
                            "first", null, System.currentTimeMillis(), null, ByteBuffer.allocate(100), List.of()))
                    .toCompletableFuture()
                    .join();
            return (System.nanoTime() - begun) / 1e6;
        }
    }
}
