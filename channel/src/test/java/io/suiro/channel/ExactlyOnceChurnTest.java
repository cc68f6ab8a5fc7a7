package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.client.OutgoingRecord;
import io.suiro.embedded.TopicRecord;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of a group come and go, and refuse some records, while they pass records on: each is there once, in order. */
class ExactlyOnceChurnTest {
    private static final int PARTITIONS = 4;
    private static final int RECORDS = 800;
    private static final int MEMBERS = 3;
    private static final int REFUSED_EVERY = 100;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void membersThatComeAndGoPassEachRecordOnOnce(long seed) {
        Random random = new Random(seed);
        try (OpenChannels channels = new OpenChannels()) {
            channels.create("in", PARTITIONS);
            channels.create("out", PARTITIONS);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                channels.send(
                        "in",
                        partition,
                        IntStream.range(0, RECORDS).mapToObj(Integer::toString).toList());
            }
            Deque<OpenChannel> members = new ArrayDeque<>();
            int names = 0;
            while (isGoingOn(channels)) {
                if (members.size() == MEMBERS) {
                    members.removeFirst().close();
                }
                members.add(channels.open(
                                "in",
                                "channel-name",
                                "member-" + names,
                                "exactly-once",
                                "true",
                                "transaction.interval.ms",
                                "10",
                                "failure-strategy",
                                "dead-letter-queue",
                                "dead-letter-queue.topic",
                                "letters")
                        .handle(message -> passOn(message, seed)));
                names++;
                OpenChannel newest = members.getLast();
                int patience = 1 + random.nextInt(100);
                await().until(() -> newest.count() >= patience || !isGoingOn(channels));
            }
            members.forEach(OpenChannel::close);

            List<TopicRecord> out = channels.broker().topic("out").records();
            List<TopicRecord> letters = channels.broker().topic("letters").records();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                String of = Integer.toString(partition);
                List<Integer> passed =
                        values(out.stream().filter(record -> of.equals(Integer.toString(record.partition()))));
                List<Integer> refused = values(letters.stream()
                        .filter(record -> of.equals(record.headers().get("dead-letter-partition"))));
                assertThat(passed)
                        .as("partition %s with seed %d", of, seed)
                        .isSorted()
                        .doesNotHaveDuplicates();
                assertThat(refused).isSorted().isNotEmpty();
                assertThat(Stream.concat(passed.stream(), refused.stream()).sorted())
                        .as("partition %s with seed %d", of, seed)
                        .containsExactlyElementsOf(
                                IntStream.range(0, RECORDS).boxed().toList());
            }
        }
    }

    private static boolean isGoingOn(OpenChannels channels) {
        return channels.broker().topic("out").records().size()
                        + channels.broker().topic("letters").records().size()
                < PARTITIONS * RECORDS;
    }

    private static List<Integer> values(Stream<TopicRecord> records) {
        return records.map(record -> Integer.valueOf(Objects.requireNonNull(record.value())))
                .toList();
    }

    /** Half of it twice over, where the record is refused. */
    private static void passOn(Message<?> message, long seed) {
        boolean refuses = Integer.parseInt(OpenChannel.text(message)) % REFUSED_EVERY == seed;
        ExactlyOnce transaction = Objects.requireNonNull(ExactlyOnce.of(message));
        var _ = transaction
                .send(new OutgoingRecord(
                        "out",
                        OpenChannel.metadata(message).getPartition(),
                        1_000,
                        null,
                        ByteBuffer.wrap(OpenChannel.text(message).getBytes(UTF_8)),
                        List.of()))
                .whenComplete((stored, failure) -> {
                    if (refuses) {
                        message.nack(new IllegalStateException("by chance"));
                    } else {
                        message.ack();
                    }
                });
    }
}
