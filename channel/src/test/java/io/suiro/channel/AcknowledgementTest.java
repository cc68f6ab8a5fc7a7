package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the group is told of how far an application is, as Kafka's Admin client sees it. */
class AcknowledgementTest {
    private static final OpenChannels CHANNELS = new OpenChannels();

    @AfterAll
    static void end() {
        CHANNELS.close();
    }

    @Test
    void throttledCommitsUpToWhereEverythingIsAcknowledged() throws Exception {
        send("throttled", 10);
        try (OpenChannel channel = CHANNELS.open("throttled").request(10)) {
            List<Message<?>> messages = channel.await(10);
            acknowledge(messages, 0, 1, 2, 4, 5, 9);
            await().untilAsserted(
                            () -> assertThat(CHANNELS.committed("throttled", 0)).isEqualTo(3));
            acknowledge(messages, 3);
            await().untilAsserted(
                            () -> assertThat(CHANNELS.committed("throttled", 0)).isEqualTo(6));
            acknowledge(messages, 6, 7, 8);
            await().untilAsserted(
                            () -> assertThat(CHANNELS.committed("throttled", 0)).isEqualTo(10));
        }
    }

    @Test
    void latestCommitsWithEachRecordAndNeverGoesBack() throws Exception {
        send("latest", 10);
        try (OpenChannel channel =
                CHANNELS.open("latest", "commit-strategy", "latest").request(10)) {
            List<Message<?>> messages = channel.await(10);
            messages.get(4).ack().toCompletableFuture().join();
            assertThat(CHANNELS.committed("latest", 0)).isEqualTo(5);
            messages.get(2).ack().toCompletableFuture().join();
            assertThat(CHANNELS.committed("latest", 0)).isEqualTo(5);
            messages.get(5).ack().toCompletableFuture().join();
            assertThat(CHANNELS.committed("latest", 0)).isEqualTo(6);
            acknowledge(messages, 0, 1, 3, 6, 7, 8, 9);
        }
        assertThat(CHANNELS.committed("latest", 0)).isEqualTo(10);
    }

    @Test
    void ignoreCommitsNothing() throws Exception {
        send("ignore", 10);
        try (OpenChannel channel =
                CHANNELS.open("ignore", "commit-strategy", "ignore").acknowledgeAll()) {
            channel.await(10);
        }
        assertThat(CHANNELS.committed("ignore", 0)).isNull();
    }

    @Test
    void anotherStartGoesOnBehindWhatWasAcknowledged() throws Exception {
        send("again", 10);
        try (OpenChannel channel =
                CHANNELS.open("again", "auto.commit.interval.ms", "600000").request(4)) {
            channel.await(4).forEach(Message::ack);
        }
        assertThat(CHANNELS.committed("again", 0)).isEqualTo(4);
        try (OpenChannel channel = CHANNELS.open("again").acknowledgeAll()) {
            channel.await(6);
            assertThat(channel.texts()).containsExactly("4", "5", "6", "7", "8", "9");
        }
    }

    @Test
    void whatIsNotAnsweredWhenAChannelEndsComesAgain() throws Exception {
        send("unanswered", 5);
        OpenChannel first = CHANNELS.open(
                        "unanswered", "graceful-shutdown", "false", "auto.commit.interval.ms", "600000")
                .request(5);
        acknowledge(first.await(5), 0, 1, 3, 4);
        first.close();
        assertThat(CHANNELS.committed("unanswered", 0)).isEqualTo(2);
        try (OpenChannel second = CHANNELS.open("unanswered").acknowledgeAll()) {
            second.await(3);
            assertThat(second.texts()).containsExactly("2", "3", "4");
        }
    }

    @Test
    void aPartitionIsGivenUpOnlyOnceWhatIsInHandIsAnsweredAndCommitted() throws Exception {
        CHANNELS.create("moving", 2);
        for (int partition = 0; partition < 2; partition++) {
            CHANNELS.send("moving", partition, values(3));
        }
        try (OpenChannel first =
                CHANNELS.open("moving", "auto.commit.interval.ms", "600000").request(6)) {
            List<Message<?>> inHand = first.await(6);
            try (OpenChannel second = CHANNELS.open("moving").acknowledgeAll()) {
                await().untilAsserted(
                                () -> assertThat(CHANNELS.members("moving")).isEqualTo(2));
                acknowledge(inHand, 0, 1, 3, 4, 5);
                assertThat(partitions(second)).isZero();
                acknowledge(inHand, 2);
                await().untilAsserted(() -> assertThat(partitions(second)).isEqualTo(1));
                await().untilAsserted(() -> assertThat(partitions(first)).isEqualTo(1));
                first.request(Long.MAX_VALUE);
                for (int partition = 0; partition < 2; partition++) {
                    CHANNELS.send("moving", partition, List.of("more"));
                }
                second.await(1);
                assertThat(second.texts()).containsExactly("more");
                first.await(7);
                assertThat(first.texts().subList(6, 7)).containsExactly("more");
                first.messages().getLast().ack();
            }
        }
        assertThat(CHANNELS.committed("moving", 0)).isEqualTo(4);
        assertThat(CHANNELS.committed("moving", 1)).isEqualTo(4);
    }

    @Test
    void aBatchIsAcknowledgedAsAWhole() throws Exception {
        send("batch", 10);
        try (OpenChannel channel = CHANNELS.open(
                        "batch", "batch", "true", "max.poll.records", "4", "auto.commit.interval.ms", "600000")
                .request(3)) {
            List<Message<?>> batches = channel.await(3);
            assertThat(batches)
                    .extracting(batch -> ((IncomingBatch) batch).records().size())
                    .containsExactly(4, 4, 2);
            acknowledge(batches, 0, 1, 2);
        }
        assertThat(CHANNELS.committed("batch", 0)).isEqualTo(10);
    }

    @Test
    void startsAndEndsUnderLoadLoseAndSkipNothing() throws Exception {
        CHANNELS.create("restarted", 3);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> IntStream.range(0, 200)
                .forEach(round -> CHANNELS.send(
                        "restarted",
                        null,
                        values(50).stream().map(value -> round + "-" + value).toList())));
        List<String> seen = new ArrayList<>();
        while (seen.size() < 10_000) {
            OpenChannel channel = CHANNELS.open("restarted").acknowledgeAll();
            try (channel) {
                channel.await(Math.min(1_000, 10_000 - seen.size()));
            }
            seen.addAll(channel.texts());
        }
        sending.join();
        assertThat(seen).hasSize(10_000).doesNotHaveDuplicates();
    }

    private static int partitions(OpenChannel channel) {
        return channel.state() instanceof ChannelState.Joined joined ? joined.partitions() : 0;
    }

    private static void send(String topic, int records) {
        CHANNELS.create(topic, 1);
        CHANNELS.send(topic, 0, values(records));
    }

    static List<String> values(int records) {
        return IntStream.range(0, records).mapToObj(Integer::toString).toList();
    }

    private static void acknowledge(List<Message<?>> messages, int... which) {
        for (int one : which) {
            messages.get(one).ack().toCompletableFuture().join();
        }
    }
}
