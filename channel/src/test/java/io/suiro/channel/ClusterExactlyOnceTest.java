package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.client.OutgoingRecord;
import io.suiro.client.Stored;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedCluster;
import io.suiro.embedded.TopicRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Channels on one broker of a cluster pass records on, in transactions, while the brokers that coordinate these, their groups, and lead the partitions, end and come
 * back: each record is there once, in order.
 */
class ClusterExactlyOnceTest {
    private static final List<Integer> LEADERS = List.of(0, 1, 2);
    private static final int CHANNELS = 3;
    private static final int RECORDS = 600;
    private static final int ROUNDS = 2;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eachRecordIsPassedOnOnceWhicheverBrokersEnd(long seed) {
        Random random = new Random(seed);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(directory, 3)) {
            EmbeddedBroker own = cluster.broker(0);
            List<OpenChannel> open = new ArrayList<>();
            try (OpenChannels channels = OpenChannels.on(own)) {
                for (int i = 0; i < CHANNELS; i++) {
                    String to = "out-" + i;
                    EmbeddedCluster.create(own, "in-" + i, LEADERS);
                    EmbeddedCluster.create(own, to, LEADERS);
                    open.add(channels.open("in-" + i, "exactly-once", "true", "transaction.interval.ms", "10")
                            .handle(message -> passOn(message, to)));
                }
                for (int round = 0; round < ROUNDS; round++) {
                    send(channels, round * RECORDS / ROUNDS, (round + 1) * RECORDS / ROUNDS);
                    int victim = 1 + random.nextInt(2);
                    EmbeddedCluster.awaitInSync(own);
                    cluster.stop(victim);
                    await().atMost(EmbeddedCluster.PATIENCE)
                            .pollDelay(Duration.ofMillis(random.nextInt(200)))
                            .until(() -> !EmbeddedCluster.leaders(own, "in-0").contains(victim));
                    cluster.start(victim);
                }
                List<Integer> expected = IntStream.range(0, RECORDS).boxed().toList();
                for (int i = 0; i < CHANNELS; i++) {
                    List<TopicRecord> out =
                            own.topic("out-" + i).await(LEADERS.size() * RECORDS, EmbeddedCluster.PATIENCE);
                    for (int partition : LEADERS) {
                        assertThat(out.stream().filter(record -> record.partition() == partition))
                                .as("partition %d of %d with seed %d", partition, i, seed)
                                .extracting(record -> Integer.valueOf(Objects.requireNonNull(record.value())))
                                .containsExactlyElementsOf(expected);
                    }
                }
                open.forEach(OpenChannel::close);
            }
        }
    }

    /** On two brokers of the cluster, with the same configuration. */
    @Test
    void instancesOfAnApplicationShareItsRecords() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(directory, 3)) {
            EmbeddedBroker own = cluster.broker(0);
            EmbeddedCluster.create(own, "in-0", LEADERS);
            EmbeddedCluster.create(own, "out-0", LEADERS);
            try (OpenChannels here = OpenChannels.on(own);
                    OpenChannels there = OpenChannels.on(cluster.broker(1))) {
                List<OpenChannel> instances = new ArrayList<>();
                for (OpenChannels channels : List.of(here, there)) {
                    instances.add(channels.open("in-0", "exactly-once", "true", "transaction.interval.ms", "10")
                            .handle(message -> sent(message, "out-0").whenComplete((stored, failure) -> {
                                if (failure == null) {
                                    message.ack();
                                } else {
                                    message.nack(failure);
                                }
                            })));
                }
                await().atMost(EmbeddedCluster.PATIENCE).until(() -> instances.stream()
                        .allMatch(instance -> instance.state() instanceof ChannelState.Joined));
                for (int i = 0; i < RECORDS; i++) {
                    for (int partition : LEADERS) {
                        here.send("in-0", partition, List.of(Integer.toString(i)));
                    }
                }
                List<TopicRecord> out = own.topic("out-0").await(LEADERS.size() * RECORDS, EmbeddedCluster.PATIENCE);
                for (int partition : LEADERS) {
                    assertThat(out.stream().filter(record -> record.partition() == partition))
                            .extracting(record -> Integer.valueOf(Objects.requireNonNull(record.value())))
                            .containsExactlyElementsOf(
                                    IntStream.range(0, RECORDS).boxed().toList());
                }
                assertThat(instances)
                        .allSatisfy(instance -> assertThat(instance.count()).isPositive());
                instances.forEach(OpenChannel::close);
            }
        }
    }

    private static void send(OpenChannels channels, int from, int to) {
        for (int i = 0; i < CHANNELS; i++) {
            for (int partition : LEADERS) {
                channels.send(
                        "in-" + i,
                        partition,
                        IntStream.range(from, to).mapToObj(Integer::toString).toList());
            }
        }
    }

    private static void passOn(Message<?> message, String topic) {
        var _ = sent(message, topic).whenComplete((stored, failure) -> message.ack());
    }

    private static CompletionStage<Stored> sent(Message<?> message, String topic) {
        return Objects.requireNonNull(ExactlyOnce.of(message))
                .send(new OutgoingRecord(
                        topic,
                        OpenChannel.metadata(message).getPartition(),
                        1_000,
                        null,
                        ByteBuffer.wrap(OpenChannel.text(message).getBytes(UTF_8)),
                        List.of()));
    }
}
