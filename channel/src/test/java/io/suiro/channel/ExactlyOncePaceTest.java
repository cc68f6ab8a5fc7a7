package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.client.OutgoingRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records come at any pace, also when a transaction is just about to end: each is passed on once, in order. */
class ExactlyOncePaceTest {
    private static final int RECORDS = 2_000;
    private static final int REFUSED_EVERY = 50;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void recordsThatComeWhileTransactionsEndArePassedOnOnce(long seed) {
        Random random = new Random(seed);
        try (OpenChannels channels = new OpenChannels()) {
            channels.create("in", 1);
            channels.create("out", 1);
            OpenChannel channel = channels.open(
                            "in",
                            "exactly-once",
                            "true",
                            "transaction.interval.ms",
                            "1",
                            "failure-strategy",
                            "dead-letter-queue",
                            "dead-letter-queue.topic",
                            "letters")
                    .handle(message -> passOn(message));
            for (int i = 0; i < RECORDS; ) {
                int some = Math.min(RECORDS - i, 1 + random.nextInt(3));
                channels.send(
                        "in",
                        0,
                        IntStream.range(i, i + some).mapToObj(Integer::toString).toList());
                i += some;
                LockSupport.parkNanos(random.nextInt(2_000_000));
            }
            List<Integer> refused = IntStream.range(0, RECORDS)
                    .filter(i -> i % REFUSED_EVERY == 7)
                    .boxed()
                    .toList();
            List<Integer> good = IntStream.range(0, RECORDS)
                    .filter(i -> i % REFUSED_EVERY != 7)
                    .boxed()
                    .toList();
            assertThat(stored(channels, "out", good.size())).containsExactlyElementsOf(good);
            assertThat(stored(channels, "letters", refused.size())).containsExactlyElementsOf(refused);
            channel.close();
        }
    }

    private static List<Integer> stored(OpenChannels channels, String topic, int count) {
        return channels.broker().topic(topic).await(count).stream()
                .map(record -> Integer.valueOf(Objects.requireNonNull(record.value())))
                .toList();
    }

    private static void passOn(Message<?> message) {
        boolean refuses = Integer.parseInt(OpenChannel.text(message)) % REFUSED_EVERY == 7;
        ExactlyOnce transaction = Objects.requireNonNull(ExactlyOnce.of(message));
        var sent = transaction.send(new OutgoingRecord(
                "out", 0, 1_000, null, ByteBuffer.wrap(OpenChannel.text(message).getBytes(UTF_8)), List.of()));
        if (refuses) {
            message.nack(new IllegalStateException("by chance"));
        } else {
            sent.whenComplete((stored, failure) -> message.ack());
        }
    }
}
