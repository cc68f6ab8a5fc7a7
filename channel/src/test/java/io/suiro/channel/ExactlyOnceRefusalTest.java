package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.suiro.client.OutgoingRecord;
import io.suiro.client.TransactionalProducer;
import io.suiro.embedded.TopicRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.SerializationException;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What takes a transaction with it takes nothing else with it, and nothing is stuck after it. */
class ExactlyOnceRefusalTest {
    private static final int ROUNDS = 30;

    private final OpenChannels channels = new OpenChannels();

    @BeforeEach
    void create() {
        channels.create("in", 1);
        channels.create("out", 1);
    }

    @AfterEach
    void end() {
        channels.close();
    }

    @Test
    void aTransactionThatIsFencedIsNotTheFaultOfItsRecords() {
        channels.send("in", 0, List.of("0", "1", "2"));
        AtomicReference<CompletableFuture<Void>> fenced = new AtomicReference<>();
        OpenChannel channel = open().handle(message -> {
            if (fenced.compareAndSet(null, new CompletableFuture<>())) {
                new TransactionalProducer(channels.broker().broker(), "in-channel-of-in-0", 10_000)
                        .begin()
                        .thenRun(() -> fenced.get().complete(null));
            }
            fenced.get().thenRun(() -> passOn(message));
        });

        assertThat(channels.broker().topic("out").await(3))
                .extracting(TopicRecord::value)
                .containsExactly("0", "1", "2");
        assertThat(channel.count()).as("handed out again").isGreaterThan(3);
        assertThat(channel.failure()).isNull();
        channel.close();
    }

    @Test
    void aLetterThatCannotBeWrittenEndsTheChannelBehindWhatWentBefore() {
        channels.send("in", 0, List.of("0", "1", "2"));
        OpenChannel channel = open("failure-strategy", "dead-letter-queue").handle(message -> {
            if (OpenChannel.text(message).equals("1")) {
                message.nack(
                        new IllegalStateException("by design"),
                        Metadata.of(OutgoingKafkaRecordMetadata.builder()
                                .withKey(new Object())
                                .build()));
            } else {
                passOn(message);
            }
        });

        await().untilAsserted(() -> assertThat(channel.failure()).isInstanceOf(SerializationException.class));
        assertThat(channels.broker().topic("out").await(1))
                .extracting(TopicRecord::value)
                .containsExactly("0");
        channel.close();
    }

    @Test
    void whatWasAbortedIsNotCommittedByAChannelThatIsClosed() {
        List<String> good =
                IntStream.range(0, ROUNDS).mapToObj(i -> "good-" + i).toList();
        for (String value : good) {
            channels.send("in", 0, List.of(value, "bad"));
            CompletableFuture<Void> refused = new CompletableFuture<>();
            OpenChannel channel = open("failure-strategy", "ignore").handle(message -> {
                if (OpenChannel.text(message).equals("bad")) {
                    message.nack(new IllegalStateException("by design"));
                    refused.complete(null);
                } else {
                    passOn(message);
                }
            });
            refused.join();
            channel.close();
        }
        OpenChannel channel = open("failure-strategy", "ignore").handle(message -> {
            if (OpenChannel.text(message).equals("bad")) {
                message.nack(new IllegalStateException("by design"));
            } else {
                passOn(message);
            }
        });

        assertThat(channels.broker().topic("out").await(ROUNDS))
                .extracting(TopicRecord::value)
                .containsExactlyElementsOf(good);
        channel.close();
    }

    private OpenChannel open(String... more) {
        List<String> attributes = new ArrayList<>(
                List.of("channel-name", "channel-of-in", "exactly-once", "true", "transaction.interval.ms", "10"));
        attributes.addAll(List.of(more));
        return channels.open("in", attributes.toArray(String[]::new));
    }

    private static void passOn(Message<?> message) {
        var _ = Objects.requireNonNull(ExactlyOnce.of(message))
                .send(new OutgoingRecord(
                        "out",
                        0,
                        1_000,
                        null,
                        ByteBuffer.wrap(OpenChannel.text(message).getBytes(UTF_8)),
                        List.of()))
                .whenComplete((stored, failure) -> {
                    if (failure == null) {
                        message.ack();
                    } else {
                        message.nack(failure);
                    }
                });
    }
}
