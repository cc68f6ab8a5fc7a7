package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What becomes of records that an application refuses. */
class FailureTest {
    private static final OpenChannels CHANNELS = new OpenChannels();

    @AfterAll
    static void end() {
        CHANNELS.close();
    }

    @Test
    void failStopsTheChannelAndTheRecordComesAgainToTheNextMember() throws Exception {
        send("fail", 5);
        try (OpenChannel channel =
                CHANNELS.open("fail", "auto.commit.interval.ms", "600000").request(3)) {
            List<Message<?>> messages = channel.await(3);
            messages.get(0).ack();
            messages.get(1).ack();
            assertThat(messages.get(2).nack(reason())).isCompletedExceptionally();
            assertThat(channel.state()).isEqualTo(new ChannelState.Failed("no"));
            assertThat(channel.state().isLive()).isFalse();
            assertThat(channel.state().isReady()).isFalse();
            await().untilAsserted(() -> assertThat(CHANNELS.members("fail")).isZero());
            channel.request(Long.MAX_VALUE);
            try (OpenChannel next = CHANNELS.open("fail").acknowledgeAll()) {
                next.await(3);
                assertThat(next.texts()).containsExactly("2", "3", "4");
            }
            assertThat(channel.texts()).containsExactly("0", "1", "2");
        }
    }

    @Test
    void ignoreGoesOn() throws Exception {
        send("ignored", 5);
        try (OpenChannel channel =
                CHANNELS.open("ignored", "failure-strategy", "ignore").request(5)) {
            List<Message<?>> messages = channel.await(5);
            messages.get(0).ack();
            messages.get(1).nack(reason());
            messages.subList(2, 5).forEach(Message::ack);
            await().untilAsserted(
                            () -> assertThat(CHANNELS.committed("ignored", 0)).isEqualTo(5));
            assertThat(channel.state().isLive()).isTrue();
        }
    }

    @Test
    void deadLettersKeepTheirBytesAndSayWhy() throws Exception {
        send("dead", 5);
        try (OpenChannel letters =
                        CHANNELS.open("dead-letter-topic-channel-of-dead").acknowledgeAll();
                OpenChannel channel = CHANNELS.open("dead", "failure-strategy", "dead-letter-queue")
                        .request(5)) {
            List<Message<?>> messages = channel.await(5);
            assertThat(channel.texts()).containsExactly("0", "1", "2", "3", "4");
            messages.get(0).ack();
            messages.get(1).nack(reason()).toCompletableFuture().join();
            messages.get(2).ack();
            messages.get(3)
                    .nack(new IllegalStateException())
                    .toCompletableFuture()
                    .join();
            messages.get(4).ack();
            letters.await(2);
            assertThat(letters.texts()).containsExactly("1", "3");
            assertThat(headers(letters.messages().get(0)))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "dead-letter-exception-class-name", "java.lang.IllegalStateException",
                            "dead-letter-reason", "no",
                            "dead-letter-cause-class-name", "java.lang.IllegalArgumentException",
                            "dead-letter-cause", "negative",
                            "dead-letter-topic", "dead",
                            "dead-letter-partition", "0",
                            "dead-letter-offset", "1"));
            assertThat(headers(letters.messages().get(1)))
                    .containsEntry("dead-letter-reason", "java.lang.IllegalStateException")
                    .containsEntry("dead-letter-offset", "3")
                    .doesNotContainKey("dead-letter-cause");
            await().untilAsserted(
                            () -> assertThat(CHANNELS.committed("dead", 0)).isEqualTo(5));
        }
    }

    @Test
    void aRefusalNamesTopicAndHeadersOfItsLetter() throws Exception {
        send("told", 1);
        try (OpenChannel letters = CHANNELS.open("elsewhere").acknowledgeAll();
                OpenChannel channel = CHANNELS.open("told", "failure-strategy", "dead-letter-queue")
                        .request(1)) {
            Headers more = new RecordHeaders();
            more.add("by", "hand".getBytes(UTF_8));
            channel.await(1)
                    .getFirst()
                    .nack(
                            reason(),
                            Metadata.of(OutgoingKafkaRecordMetadata.builder()
                                    .withTopic("elsewhere")
                                    .withKey("new key")
                                    .withHeaders(more)
                                    .build()));
            letters.await(1);
            assertThat(headers(letters.messages().getFirst())).containsEntry("by", "hand");
            assertThat(OpenChannel.metadata(letters.messages().getFirst()).getKey())
                    .isEqualTo("new key");
        }
    }

    @Test
    void aLetterThatCannotBeStoredStopsTheChannel() throws Exception {
        send("unstored", 2);
        try (OpenChannel channel = CHANNELS.open(
                        "unstored",
                        "failure-strategy",
                        "dead-letter-queue",
                        "dead-letter-queue.topic",
                        "not a topic's name")
                .request(2)) {
            Message<?> first = channel.await(2).getFirst();
            channel.messages().getLast().ack();
            assertThat(first.nack(reason()).toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
            assertThat(channel.state()).isInstanceOf(ChannelState.Failed.class);
            await().untilAsserted(() -> assertThat(CHANNELS.members("unstored")).isZero());
        }
        assertThat(CHANNELS.committed("unstored", 0)).isNull();
    }

    @Test
    void whatADeserializerCannotReadGoesTheSameWayAndTheRestComesInOrder() throws Exception {
        CHANNELS.create("numbers", 1);
        CHANNELS.send("numbers", 0, List.of("bad", "four", "worse", "5678", "worst"));
        try (OpenChannel letters =
                        CHANNELS.open("dead-letter-topic-channel-of-numbers").acknowledgeAll();
                OpenChannel channel = CHANNELS.open(
                                "numbers",
                                "failure-strategy",
                                "dead-letter-queue",
                                "value.deserializer",
                                "org.apache.kafka.common.serialization.IntegerDeserializer")
                        .request(1)) {
            channel.await(1);
            channel.request(1);
            channel.await(2);
            assertThat(channel.messages())
                    .extracting(message -> OpenChannel.metadata(message).getOffset())
                    .containsExactly(1L, 3L);
            channel.request(1);
            letters.await(3);
            assertThat(letters.texts()).containsExactly("bad", "worse", "worst");
            channel.messages().forEach(Message::ack);
            await().untilAsserted(
                            () -> assertThat(CHANNELS.committed("numbers", 0)).isEqualTo(5));
        }
    }

    @Test
    void anAnswerIsGivenOnce() throws Exception {
        send("once", 1);
        try (OpenChannel letters =
                        CHANNELS.open("dead-letter-topic-channel-of-once").acknowledgeAll();
                OpenChannel channel = CHANNELS.open("once", "failure-strategy", "dead-letter-queue")
                        .request(1)) {
            Message<?> message = channel.await(1).getFirst();
            message.nack(reason()).toCompletableFuture().join();
            message.nack(reason()).toCompletableFuture().join();
            message.ack();
            CHANNELS.send("dead-letter-topic-channel-of-once", null, List.of("last"));
            letters.await(2);
            assertThat(letters.texts()).containsExactly("0", "last");
        }
    }

    private static Throwable reason() {
        return new IllegalStateException("no", new IllegalArgumentException("negative"));
    }

    static Map<String, String> headers(Message<?> message) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : OpenChannel.metadata(message).getHeaders()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        return headers;
    }

    private static void send(String topic, int records) {
        CHANNELS.create(topic, 1);
        CHANNELS.send(topic, 0, AcknowledgementTest.values(records));
    }
}
