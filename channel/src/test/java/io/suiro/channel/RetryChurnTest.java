package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.suiro.embedded.TopicRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of a group come and go while they refuse records, some once, some as often as they come: none is lost, and none is given up too soon. */
class RetryChurnTest {
    private static final int PARTITIONS = 4;
    private static final int RECORDS = 200;
    private static final int MEMBERS = 3;
    private static final int RETRIES = 3;

    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Set<String> wrong = ConcurrentHashMap.newKeySet();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void membersThatComeAndGoLoseNoRecord(long seed) {
        Random random = new Random(seed);
        try (OpenChannels channels = new OpenChannels()) {
            channels.create("in", PARTITIONS);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                int of = partition;
                channels.send(
                        "in",
                        partition,
                        IntStream.range(0, RECORDS)
                                .mapToObj(number -> of + "-" + number)
                                .toList());
            }
            Deque<OpenChannel> members = new ArrayDeque<>();
            int names = 0;
            while (!isDone(channels)) {
                if (members.size() == MEMBERS) {
                    members.removeFirst().close();
                }
                OpenChannel newest = channels.open(
                                "in",
                                "channel-name",
                                "member-" + names++,
                                "failure-strategy",
                                "delayed-retry-topic",
                                "delayed-retry-topic.topics",
                                "again_5,again_30",
                                "delayed-retry-topic.max-retries",
                                Integer.toString(RETRIES),
                                "dead-letter-queue.topic",
                                "letters")
                        .handle(this::answer);
                members.add(newest);
                int patience = 1 + random.nextInt(100);
                await().until(() -> newest.count() >= patience || isDone(channels));
            }
            members.forEach(OpenChannel::close);

            assertThat(wrong).as("with seed %d", seed).isEmpty();
            assertThat(done)
                    .as("with seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(records(refusals -> refusals <= RETRIES));
            assertThat(letters(channels))
                    .as("with seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(records(refusals -> refusals > RETRIES));
            assertThat(channels.broker().topic("letters").records()).allSatisfy(letter -> assertThat(letter.headers())
                    .containsEntry("delayed-retry-count", Integer.toString(RETRIES)));
        }
    }

    private boolean isDone(OpenChannels channels) {
        return done.size() + letters(channels).size() == PARTITIONS * RECORDS;
    }

    private static Set<String> letters(OpenChannels channels) {
        Set<String> values = ConcurrentHashMap.newKeySet();
        for (TopicRecord letter : channels.broker().topic("letters").records()) {
            values.add(String.valueOf(letter.value()));
        }
        return values;
    }

    private void answer(Message<?> message) {
        IncomingKafkaRecordMetadata<?, ?> metadata = OpenChannel.metadata(message);
        String record = OpenChannel.text(message);
        int retries = Integer.parseInt(FailureTest.headers(message).getOrDefault("delayed-retry-count", "0"));
        int delayMs = metadata.getTopic().equals("in")
                ? 0
                : Integer.parseInt(metadata.getTopic().substring("again_".length()));
        if (System.currentTimeMillis() < metadata.getTimestamp().toEpochMilli() + delayMs) {
            wrong.add(record + " came too soon from " + metadata.getTopic());
        }
        if (metadata.getPartition() != Integer.parseInt(record.substring(0, 1))) {
            wrong.add(record + " came from partition " + metadata.getPartition());
        }
        if (retries < refusals(record)) {
            message.nack(new IllegalStateException("not yet"));
        } else {
            message.ack();
            done.add(record);
        }
    }

    /** How often it is refused before it is done, if it comes as often. */
    private static int refusals(String record) {
        int number = Integer.parseInt(record.substring(2));
        return number % 10 == 0 ? (number / 10) % (RETRIES + 2) : 0;
    }

    private static List<String> records(IntPredicate refusals) {
        return IntStream.range(0, PARTITIONS)
                .boxed()
                .flatMap(partition -> IntStream.range(0, RECORDS).mapToObj(number -> partition + "-" + number))
                .filter(record -> refusals.test(refusals(record)))
                .toList();
    }
}
