package io.suiro.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.base.TimerThread;
import io.suiro.broker.Produce.Acks;
import io.suiro.cluster.MetadataCommand;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalConsumerTest {
    private static final EmbeddedBroker BROKER = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY);
    private static final TimerThread TIMER = new TimerThread("test");

    private final LocalProducer producer = new LocalProducer(BROKER.broker(), Acks.ALL, Codec.NONE);

    @AfterAll
    static void end() {
        TIMER.close();
        BROKER.close();
    }

    @Test
    void aMemberReadsAllPartitionsFromTheirBeginningInLogOrder() {
        create("all", 3);
        send("all", 1_000);
        Collecting seen = new Collecting();
        try (LocalConsumer consumer = consumer("all", "all-group", OffsetReset.EARLIEST, seen)) {
            consumer.join();
            await().untilAsserted(() -> assertThat(seen.records).hasSize(1_000));
            for (int partition = 0; partition < 3; partition++) {
                TopicPartition one = new TopicPartition("all", partition);
                assertThat(seen.records)
                        .filteredOn(record -> record.topicPartition().equals(one))
                        .extracting(ConsumedRecord::offset)
                        .isSorted();
            }
        }
    }

    @Test
    void whatIsSentOnceAMemberIsReadyReachesOneThatBeginsAtTheEnd() {
        create("latest", 2);
        send("latest", 10);
        Collecting seen = new Collecting();
        try (LocalConsumer consumer = consumer("latest", "latest-group", OffsetReset.LATEST, seen)) {
            consumer.join();
            consumer.ready().toCompletableFuture().join();
            send("latest", 100);
            await().untilAsserted(() -> assertThat(seen.records).hasSize(100));
        }
    }

    /** Appended by several threads, read on whichever of them was quick, or on the consumer's own. */
    @Test
    void whoHasRoomForOneRecordGetsAllInLogOrderHoweverCloselyTheyCome() throws InterruptedException {
        create("narrow", 1);
        BlockingQueue<ConsumedRecord> room = new LinkedBlockingQueue<>();
        Collecting narrow = new Collecting() {
            @Override
            public boolean wantsMore() {
                return room.isEmpty();
            }

            @Override
            public void records(List<ConsumedRecord> more) {
                room.addAll(more);
            }
        };
        List<Long> offsets = new ArrayList<>();
        try (LocalConsumer consumer = consumer("narrow", "narrow-group", OffsetReset.EARLIEST, narrow)) {
            consumer.join();
            consumer.ready().toCompletableFuture().join();
            for (int thread = 0; thread < 3; thread++) {
                Thread.startVirtualThread(() -> IntStream.range(0, 2_000).forEach(i -> send("narrow", 1)));
            }
            while (offsets.size() < 6_000) {
                ConsumedRecord record = room.poll(10, TimeUnit.SECONDS);
                assertThat(record).as("after %d records", offsets.size()).isNotNull();
                offsets.add(record.offset());
                consumer.resume();
            }
        }
        assertThat(offsets).isEqualTo(LongStream.range(0, 6_000).boxed().toList());
    }

    /** The coordinator makes targets for all of them a little later than the first asks. */
    @Test
    void membersOfAGroupThatJoinTogetherAreReadyOnceEachHasItsPartitions() {
        List<Collecting> seen = new ArrayList<>();
        List<LocalConsumer> consumers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            create("burst-" + i, 20);
            seen.add(new Collecting());
            consumers.add(consumer("burst-" + i, "burst-group", OffsetReset.LATEST, seen.getLast()));
        }
        consumers.forEach(LocalConsumer::join);
        for (int i = 0; i < 30; i++) {
            String topic = "burst-" + i;
            var _ = consumers
                    .get(i)
                    .ready()
                    .thenRun(() -> producer.send(
                            new OutgoingRecord(topic, null, 1_000, null, bytes("sent once it is ready"), List.of())));
        }
        await().untilAsserted(() ->
                assertThat(seen).allSatisfy(each -> assertThat(each.records).hasSize(1)));
        consumers.forEach(LocalConsumer::close);
    }

    /** Its session has not timed out when its successor asks. */
    @Test
    void aMemberThatEndedWithItsBrokerHasItsPartitionsAgainOnceBothAreBack(@TempDir Path directory) {
        EmbeddedOptions options = EmbeddedOptions.on(directory);
        ConsumerOptions named = new ConsumerOptions(
                "named", "test", Set.of("named"), null, "channel", null, OffsetReset.EARLIEST, false, 30_000, 1 << 20);
        LocalConsumer abandoned;
        try (EmbeddedBroker first = EmbeddedBroker.start(options)) {
            first.topic("named").create(3);
            abandoned = new LocalConsumer(first.broker(), named, TIMER, new Collecting());
            abandoned.join();
            abandoned.ready().toCompletableFuture().join();
            assertThat(abandoned.assignment()).hasSize(3);
        }
        try (EmbeddedBroker second = EmbeddedBroker.start(options);
                LocalConsumer successor = new LocalConsumer(second.broker(), named, TIMER, new Collecting())) {
            successor.join();
            successor
                    .ready()
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            assertThat(successor.assignment()).hasSize(3);
        }
        abandoned.close();
    }

    private static void create(String topic, int partitions) {
        BROKER.broker()
                .topics()
                .create(new MetadataCommand.CreateTopic(topic, partitions, (short) 1, Map.of(), Map.of(), false))
                .toCompletableFuture()
                .join()
                .orThrow();
    }

    private void send(String topic, int records) {
        List<CompletionStage<Stored>> sent = new ArrayList<>();
        IntStream.range(0, records)
                .forEach(i -> sent.add(producer.send(new OutgoingRecord(
                        topic, null, 1_000 + i, bytes("key-" + i % 10), bytes("value-" + i), List.of()))));
        sent.forEach(stored -> stored.toCompletableFuture().join());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static LocalConsumer consumer(String topic, String group, OffsetReset reset, ConsumerListener listener) {
        return new LocalConsumer(
                BROKER.broker(),
                new ConsumerOptions(group, "test", Set.of(topic), null, null, null, reset, false, 30_000, 1 << 20),
                TIMER,
                listener);
    }
}
