package io.suiro.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.broker.Produce.Acks;
import io.suiro.broker.Topics;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalProducerTest {
    private static final String TOPIC = "orders";

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private long nanoTime;

    @Test
    void whatWaitsForTheExecutorIsOneBatchInTheOrderOfTheCalls() {
        try (EmbeddedBroker embedded = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY)) {
            LocalProducer producer = producer(embedded);
            producer.ensure(TOPIC).toCompletableFuture().join();

            List<CompletableFuture<Stored>> sent = IntStream.range(0, 3)
                    .mapToObj(i -> producer.send(record(i)).toCompletableFuture())
                    .toList();
            CompletableFuture<Void> answered = producer.answered().toCompletableFuture();

            assertThat(answered).isNotDone();
            assertThat(turns).hasSize(1);
            turns.remove().run();
            assertThat(answered).isCompleted();
            assertThat(sent).extracting(one -> one.join().offset()).containsExactly(0L, 1L, 2L);
            assertThat(turns).isEmpty();
        }
    }

    @Test
    void whatComesAfterAPauseIsAppendedAtOnceAndWhatFollowsCloselyWaits() {
        try (EmbeddedBroker embedded = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY)) {
            LocalProducer producer = producer(embedded);
            producer.ensure(TOPIC).toCompletableFuture().join();
            producer.send(record(0));
            turns.remove().run();

            nanoTime += Batching.QUIET_NS + 1;
            assertThat(producer.send(record(1)).toCompletableFuture()).isCompleted();
            assertThat(producer.send(record(2)).toCompletableFuture()).isNotDone();
            turns.remove().run();
        }
    }

    @Test
    void aTopicWhoseLogIsStillBeingMadeIsWaitedFor() {
        try (EmbeddedBroker embedded = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY)) {
            LocalProducer producer = new LocalProducer(embedded.broker(), Acks.ALL, Codec.NONE);
            Topics topics = embedded.broker().topics();
            for (int i = 0; i < 20; i++) {
                String topic = TOPIC + i;
                var made = producer.ensure(topic);
                while (topics.image().topic(topic) == null) {
                    Thread.onSpinWait();
                }
                producer.send(record(topic, i)).toCompletableFuture().join();
                assertThat(made.toCompletableFuture().join().orThrow().name()).isEqualTo(topic);
            }
        }
    }

    private LocalProducer producer(EmbeddedBroker embedded) {
        return new LocalProducer(
                embedded.broker(),
                PartitionWrites.of(embedded.broker()),
                Acks.ALL,
                Codec.NONE,
                turns::add,
                null,
                () -> nanoTime);
    }

    private static OutgoingRecord record(int number) {
        return record(TOPIC, number);
    }

    private static OutgoingRecord record(String topic, int number) {
        ByteBuffer value = ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
        return new OutgoingRecord(topic, null, number, null, value, List.of());
    }
}
