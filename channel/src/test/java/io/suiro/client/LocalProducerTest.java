package io.suiro.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.broker.Produce.Acks;
import io.suiro.broker.Topics;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalProducerTest {
    private static final String TOPIC = "orders";

    private final BlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
    private int batches;
    private long nanoTime;

    @Test
    void whatWaitsForTheExecutorIsOneBatchInTheOrderOfTheCalls() throws Exception {
        try (EmbeddedBroker embedded = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY)) {
            LocalProducer producer = producer(embedded);
            producer.ensure(TOPIC).toCompletableFuture().join();

            List<CompletableFuture<Stored>> sent = IntStream.range(0, 3)
                    .mapToObj(i -> producer.send(record(i)).toCompletableFuture())
                    .toList();

            assertThat(producer.answered().toCompletableFuture()).isNotDone();
            assertThat(turns).hasSize(1);
            answer(producer);
            assertThat(sent).extracting(one -> one.join().offset()).containsExactly(0L, 1L, 2L);
            assertThat(batches).isEqualTo(1);
        }
    }

    @Test
    void whatComesAfterAPauseIsAppendedAtOnceAndWhatFollowsCloselyWaits() throws Exception {
        try (EmbeddedBroker embedded = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY)) {
            LocalProducer producer = producer(embedded);
            producer.ensure(TOPIC).toCompletableFuture().join();
            producer.send(record(0));
            answer(producer);

            nanoTime += Batching.QUIET_NS + 1;
            producer.send(record(1));
            assertThat(batches).isEqualTo(2);
            answer(producer);
            producer.send(record(2));
            assertThat(batches).isEqualTo(2);
            answer(producer);
            assertThat(batches).isEqualTo(3);
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

    /** Gives turns to what was sent until all of it is answered for, however often it has to wait for the broker. */
    private void answer(LocalProducer producer) throws InterruptedException {
        CompletableFuture<?> answered = producer.answered().toCompletableFuture();
        while (!answered.isDone()) {
            Objects.requireNonNull(turns.poll(1, TimeUnit.MINUTES)).run();
        }
    }

    private LocalProducer producer(EmbeddedBroker embedded) {
        PartitionWrites log = PartitionWrites.of(embedded.broker());
        return new LocalProducer(
                embedded.broker(),
                (topicPartition, batch, transaction, acks, timeoutMs) -> {
                    batches++;
                    return log.append(topicPartition, batch, transaction, acks, timeoutMs);
                },
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
