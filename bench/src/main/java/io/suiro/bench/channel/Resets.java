package io.suiro.bench.channel;

import io.suiro.base.TimerThread;
import io.suiro.client.ConsumedRecord;
import io.suiro.client.ConsumerListener;
import io.suiro.client.ConsumerOptions;
import io.suiro.client.LocalConsumer;
import io.suiro.client.OffsetReset;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.TopicPartition;

/** What a test waits for before it begins: a reset of what the test before it has left. */
final class Resets {
    private static final int DIGITS = 3;
    private static final int WARM_UP = 20;
    private static final int MEASURED = 100;
    private static final Set<String> TOPICS = Set.of("orders", "shipments", "refused");

    private Resets() {}

    /** In nanoseconds: of three topics with a record each, two of which a consumer in the process reads. */
    static Histogram nanos() {
        Histogram taken = new Histogram(DIGITS);
        try (EmbeddedBroker embedded = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY);
                TimerThread timer = new TimerThread("resets")) {
            TOPICS.forEach(topic -> embedded.topic(topic).send("first"));
            try (LocalConsumer consumer = new LocalConsumer(
                    embedded.broker(),
                    new ConsumerOptions(
                            "readers",
                            "reader",
                            Set.of("orders", "shipments"),
                            null,
                            null,
                            null,
                            OffsetReset.EARLIEST,
                            false,
                            30_000,
                            1 << 20),
                    timer,
                    new Ignoring())) {
                embedded.enlist(consumer);
                consumer.join();
                consumer.ready().toCompletableFuture().join();
                for (int i = 0; i < WARM_UP + MEASURED; i++) {
                    TOPICS.forEach(topic -> embedded.topic(topic).send("record"));
                    long begun = System.nanoTime();
                    embedded.reset();
                    if (i >= WARM_UP) {
                        taken.recordValue(System.nanoTime() - begun);
                    }
                }
            }
        }
        return taken;
    }

    /** An application that is quick with what it gets. */
    private static final class Ignoring implements ConsumerListener {
        @Override
        public boolean wantsMore() {
            return true;
        }

        @Override
        public void records(List<ConsumedRecord> records) {}

        @Override
        public void assigned(Set<TopicPartition> partitions) {}

        @Override
        public CompletionStage<?> revoked(Set<TopicPartition> partitions) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void lost(Set<TopicPartition> partitions) {}

        @Override
        public void rewound(Set<TopicPartition> partitions) {}

        @Override
        public void failed(Throwable reason) {
            throw new IllegalStateException("the consumer has failed", reason);
        }
    }
}
