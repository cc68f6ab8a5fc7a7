package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.suiro.embedded.TopicRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refused records come back after a while. */
class RetryTest {
    private static final String READER = "kafka-delayed-retry-topic-";
    private static final int DELAY_MS = 1_200_000;

    private final OpenChannels channels = new OpenChannels();

    @AfterEach
    void end() {
        channels.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"throttled", "latest", "ignore"})
    void aRecordIsTriedAgainAfterEachDelayAndThenGoesToTheDeadLetters(String commits) throws Exception {
        send("orders", 4);
        List<Long> early = Collections.synchronizedList(new ArrayList<>());
        try (OpenChannel channel = open(
                        "commit-strategy",
                        commits,
                        "delayed-retry-topic.topics",
                        "again_30,again_60",
                        "delayed-retry-topic.max-retries",
                        "3",
                        "dead-letter-queue.topic",
                        "dead")
                .handle(message -> {
                    early.add(dueMs(message) - System.currentTimeMillis());
                    answer(message, "1");
                })) {
            channel.await(7);
            channels.broker().topic("dead").await(1);
            assertThat(early).allMatch(ms -> ms <= 0);
            assertThat(of(channel, "orders")).containsExactly("0", "1", "2", "3");
            assertThat(channel.messages().stream()
                            .filter(message -> !topic(message).equals("orders")))
                    .extracting(RetryTest::topic, OpenChannel::text, message -> FailureTest.headers(message)
                            .get("delayed-retry-count"))
                    .containsExactly(
                            tuple("again_30", "1", "1"), tuple("again_60", "1", "2"), tuple("again_60", "1", "3"));
            await().untilAsserted(() -> assertThat(retried("again_60", 0)).isEqualTo(2));
        }
        TopicRecord letter = channels.broker().topic("dead").records().getFirst();
        assertThat(letter.value()).isEqualTo("1");
        assertThat(letter.headers())
                .containsEntry("delayed-retry-count", "3")
                .containsEntry("delayed-retry-original-timestamp", "1000")
                .doesNotContainKey("dead-letter-reason");
        assertThat(retried("again_30", 0)).isEqualTo(1);
        assertThat(channels.committed("orders", 0)).isEqualTo(commits.equals("ignore") ? null : Long.valueOf(4));
    }

    @Test
    void whatWaitsHoldsUpNothingElse() throws Exception {
        send("orders", 5);
        try (OpenChannel channel = open("max.poll.records", "2", "delayed-retry-topic.topics", "again_20,again_600000")
                .handle(message -> {
                    if (!topic(message).equals("orders")) {
                        message.ack();
                    } else if (OpenChannel.text(message).equals("4")) {
                        message.nack(reason());
                    } else {
                        message.nack(
                                reason(),
                                Metadata.of(OutgoingKafkaRecordMetadata.builder()
                                        .withTopic("again_600000")
                                        .build()));
                    }
                })) {
            channels.broker().topic("again_600000").await(4);
            channel.await(6);
            assertThat(channel.texts()).containsExactly("0", "1", "2", "3", "4", "4");
            await().untilAsserted(
                            () -> assertThat(channels.committed("orders", 0)).isEqualTo(5));
        }
    }

    @Test
    void aRestartGoesOnWithTheRetries() throws Exception {
        send("orders", 2);
        String[] attributes = {
            "delayed-retry-topic.topics", "again_" + DELAY_MS,
            "delayed-retry-topic.max-retries", "2",
            "delayed-retry-topic.timeout", Integer.toString(10 * DELAY_MS),
            "dead-letter-queue.topic", "dead",
            "graceful-shutdown", "false"
        };
        try (OpenChannel first = open(attributes).handle(message -> answer(message, "0"))) {
            first.await(2);
            channels.broker().topic("again_" + DELAY_MS).await(1);
            await().untilAsserted(
                            () -> assertThat(channels.committed("orders", 0)).isEqualTo(2));
        }
        channels.advance(DELAY_MS);
        try (OpenChannel unanswering = open(attributes).request(1)) {
            assertThat(counts(unanswering.await(1))).containsExactly("1");
        }
        try (OpenChannel next = open(attributes).handle(message -> answer(message, "0"))) {
            assertThat(counts(next.await(1))).containsExactly("1");
            channels.broker().topic("again_" + DELAY_MS).await(2);
            await().untilAsserted(
                            () -> assertThat(retried("again_" + DELAY_MS, 0)).isEqualTo(1));
            channels.advance(DELAY_MS);
            channels.send("orders", 0, List.of("2"));
            assertThat(counts(next.await(3))).contains("2");
            channels.broker().topic("dead").await(1);
            await().untilAsserted(
                            () -> assertThat(retried("again_" + DELAY_MS, 0)).isEqualTo(2));
        }
        try (OpenChannel last = open(attributes).acknowledgeAll()) {
            channels.send("orders", 0, List.of("3"));
            last.await(1);
            assertThat(last.texts()).containsExactly("3");
        }
    }

    @Test
    void recordsKeepTheirPartitionWhereThereIsOne() throws Exception {
        channels.create("orders", 3);
        channels.create("narrow_20", 1);
        channels.send("orders", 2, List.of("a"));
        try (OpenChannel channel =
                open("delayed-retry-topic.topics", "wide_20,narrow_20").handle(message -> answer(message, "a"))) {
            channel.await(3);
            assertThat(channel.messages())
                    .extracting(message ->
                            topic(message) + "-" + OpenChannel.metadata(message).getPartition())
                    .containsExactly("orders-2", "wide_20-2", "narrow_20-0");
        }
    }

    @Test
    void noRetryBeginsBeyondTheTimeout() throws Exception {
        send("orders", 1);
        try (OpenChannel channel = open(
                        "delayed-retry-topic.topics",
                        "again_600000",
                        "delayed-retry-topic.timeout",
                        "599999",
                        "dead-letter-queue.topic",
                        "dead")
                .handle(message -> answer(message, "0"))) {
            channel.await(1);
            assertThat(channels.broker().topic("dead").await(1).getFirst().headers())
                    .containsEntry("delayed-retry-count", "0")
                    .containsEntry("delayed-retry-topic", "orders");
        }
        assertThat(channels.broker().topic("again_600000").records()).isEmpty();
    }

    @Test
    void whatIsGivenUpWithoutADeadLetterTopicIsFinished() throws Exception {
        send("orders", 1);
        try (OpenChannel channel =
                open("delayed-retry-topic.topics", "again_20").handle(message -> answer(message, "0"))) {
            channel.await(2);
            await().untilAsserted(() -> assertThat(retried("again_20", 0)).isEqualTo(1));
            assertThat(channel.state().isLive()).isTrue();
        }
    }

    @Test
    void aRecordThatCannotBeStoredIsNotFinishedAndStopsTheChannel() throws Exception {
        send("orders", 2);
        try (OpenChannel channel =
                open("delayed-retry-topic.topics", "again_20").request(2)) {
            List<Message<?>> messages = channel.await(2);
            messages.get(1).ack();
            Metadata nowhere = Metadata.of(OutgoingKafkaRecordMetadata.builder()
                    .withTopic("not a topic's name")
                    .build());
            assertThat(messages.getFirst().nack(reason(), nowhere).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(10));
            assertThat(channel.state()).isInstanceOf(ChannelState.Failed.class);
            await().untilAsserted(() -> assertThat(channels.members("orders") + channels.members(READER + "orders"))
                    .isZero());
        }
        assertThat(channels.committed("orders", 0)).isNull();
    }

    @Test
    void aResetTakesWhatWaitsWithIt() throws Exception {
        send("orders", 1);
        try (OpenChannel channel =
                open("delayed-retry-topic.topics", "again_60000").handle(message -> answer(message, "0"))) {
            channels.broker().topic("again_60000").await(1);
            channels.broker().reset();
            assertThat(channels.broker().topic("again_60000").records()).isEmpty();
            channels.advance(60_000);
            channels.send("orders", 0, List.of("1"));
            channel.await(2);
            assertThat(channel.texts()).containsExactly("0", "1");
        }
    }

    @Test
    void theRecordsOfARefusedBatchComeBackInBatches() throws Exception {
        send("orders", 3);
        try (OpenChannel channel = open("batch", "true", "delayed-retry-topic.topics", "again_20")
                .handle(message -> {
                    if (records(message).getFirst().topic().equals("orders")) {
                        message.nack(reason());
                    } else {
                        message.ack();
                    }
                })) {
            await().untilAsserted(() -> assertThat(channel.messages().stream()
                            .flatMap(message -> records(message).stream())
                            .map(record -> record.topic() + " " + new String((byte[]) record.value(), UTF_8)))
                    .containsExactly("orders 0", "orders 1", "orders 2", "again_20 0", "again_20 1", "again_20 2"));
            await().untilAsserted(() -> assertThat(retried("again_20", 0)).isEqualTo(3));
        }
    }

    private static List<ConsumerRecord<?, ?>> records(Message<?> batch) {
        List<ConsumerRecord<?, ?>> records = new ArrayList<>();
        IncomingKafkaRecordBatchMetadata<?, ?> metadata =
                batch.getMetadata(IncomingKafkaRecordBatchMetadata.class).orElseThrow();
        metadata.getRecords().forEach(records::add);
        return records;
    }

    private OpenChannel open(String... attributes) {
        return channels.open(
                "orders",
                Stream.concat(Stream.of("failure-strategy", "delayed-retry-topic"), Stream.of(attributes))
                        .toArray(String[]::new));
    }

    private void send(String topic, int records) {
        channels.create(topic, 1);
        channels.send(topic, 0, AcknowledgementTest.values(records));
    }

    /** What the group that reads retry topics is to read next. */
    private @Nullable Long retried(String topic, int partition) throws Exception {
        return channels.committed(READER + "orders", new TopicPartition(topic, partition));
    }

    private static void answer(Message<?> message, String refused) {
        if (OpenChannel.text(message).equals(refused)) {
            message.nack(reason());
        } else {
            message.ack();
        }
    }

    /** By the timestamp of the record and the name of its topic. */
    private static long dueMs(Message<?> message) {
        IncomingKafkaRecordMetadata<?, ?> metadata = OpenChannel.metadata(message);
        String topic = metadata.getTopic();
        return metadata.getTimestamp().toEpochMilli()
                + (topic.equals("orders") ? 0 : Integer.parseInt(topic.substring(topic.lastIndexOf('_') + 1)));
    }

    private static String topic(Message<?> message) {
        return OpenChannel.metadata(message).getTopic();
    }

    private static List<String> of(OpenChannel channel, String topic) {
        return channel.messages().stream()
                .filter(message -> topic(message).equals(topic))
                .map(OpenChannel::text)
                .toList();
    }

    private static List<String> counts(List<Message<?>> messages) {
        return messages.stream()
                .map(FailureTest::headers)
                .map(headers -> headers.getOrDefault("delayed-retry-count", "none"))
                .toList();
    }

    private static Throwable reason() {
        return new IllegalStateException("no", new IllegalArgumentException("negative"));
    }
}
