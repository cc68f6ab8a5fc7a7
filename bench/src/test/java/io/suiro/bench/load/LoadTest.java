package io.suiro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.bench.BrokerHere;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loads against a broker in this JVM: not how fast they are, but that they count what happened. */
class LoadTest {
    private static final String HOST = "127.0.0.1";
    private static final Timing SHORT = new Timing(Duration.ZERO, Duration.ofMillis(300));
    private static final int PARTITIONS = 3;

    @TempDir
    Path data;

    private BrokerHere broker;
    private Cluster cluster;
    private Topic topic;

    @BeforeEach
    void start() throws IOException {
        broker = new BrokerHere(data);
        cluster = Cluster.connect(broker.bootstrap());
        topic = cluster.create("load", PARTITIONS, 1);
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
        broker.close();
    }

    @Test
    void produceCountsWhatIsInTheLogAfterwards() throws IOException {
        ProduceLoad load = new ProduceLoad(topic, new BatchShape(10, 100), 2, 3, (short) -1);

        Outcome outcome =
                load.run(SHORT, new BrokerCpu(List.of(ProcessHandle.current().pid())));

        Tally tally = outcome.tally();
        assertThat(tally.errors()).isEmpty();
        assertThat(tally.records()).isPositive().isEqualTo(10 * tally.requests());
        assertThat(tally.bytes()).isEqualTo(100 * tally.records());
        assertThat(tally.latency().getTotalCount()).isEqualTo(tally.requests());
        assertThat(outcome.cpu()).isPositive();
        long[] ends = cluster.endOffsets(topic);
        assertThat(Arrays.stream(ends).sum()).isBetween(tally.records(), tally.records() + 2 * 3 * 10);
        assertThat(ends).doesNotContain(0);
    }

    @Test
    void produceCountsRefusals() throws IOException {
        ProduceLoad load = new ProduceLoad(topic, new BatchShape(1, 2_000_000), 1, 1, (short) 1);

        Tally tally = load.run(SHORT, BrokerCpu.UNWATCHED).tally();

        assertThat(tally.records()).isZero();
        assertThat(tally.errors()).containsOnlyKeys(Errors.MESSAGE_TOO_LARGE);
    }

    @Test
    void fillingAddsAtLeastWhatWasAskedFor() throws IOException {
        ProduceLoad.fill(topic, 1_000_000);

        assertThat(Arrays.stream(cluster.endOffsets(topic)).sum()).isEqualTo(1000);
    }

    @Test
    void fetchCountsWhatItReads() throws IOException {
        ProduceLoad.fill(topic, 3_000_000);

        Tally tally = new FetchLoad(topic, 1 << 20, 2, 2)
                .run(cluster, SHORT, BrokerCpu.UNWATCHED)
                .tally();

        assertThat(tally.errors()).isEmpty();
        assertThat(tally.records()).isPositive();
        assertThat(tally.bytes()).isGreaterThan(1000 * tally.records());
        assertThat(tally.latency().getTotalCount()).isEqualTo(tally.requests());
    }

    @Test
    void cursorsTakeTheirPartitionsInTurn() {
        Cursor cursor = new Cursor(List.of(0, 2), List.of(new Span(5, 10), new Span(0, 1), new Span(0, 4)), 0.4);

        assertThat(cursor.offset()).isEqualTo(7);
        cursor.advanceTo(9);
        assertThat(cursor.partition()).isEqualTo(0);
        cursor.advanceTo(10);
        assertThat(List.of((long) cursor.partition(), cursor.offset())).containsExactly(2L, 0L);
        cursor.advanceTo(4);
        assertThat(List.of((long) cursor.partition(), cursor.offset())).containsExactly(0L, 5L);
    }

    @Test
    void tailReceivesEveryRecordAndTimesItFromWhenItWasDue() throws IOException {
        TailOutcome outcome = new TailLoad(topic, 1000, 100).run(cluster, SHORT, BrokerCpu.UNWATCHED);

        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.sent()).isEqualTo(300).isEqualTo(outcome.received());
        assertThat(outcome.endToEnd().getTotalCount()).isEqualTo(300);
        assertThat(outcome.acknowledged().getTotalCount()).isEqualTo(300);
        assertThat(outcome.endToEnd().getMinValue()).isPositive();
    }

    @Test
    void tailGoesOnBesideAConsumerThatCatchesUp() throws IOException {
        ProduceLoad.fill(topic, 1_000_000);
        MixedLoad load = new MixedLoad(new TailLoad(topic, 1000, 100), new FetchLoad(topic, 1 << 20, 1, 1));

        MixedLoad.Both both = load.run(cluster, broker.bootstrap(), SHORT, BrokerCpu.UNWATCHED);

        assertThat(both.tail().received()).isEqualTo(300);
        assertThat(both.catchUp().tally().records()).isPositive();
    }

    @Test
    void aRecordForEveryPartitionIsReadBack() throws IOException {
        EveryPartition.produce(topic);

        assertThat(EveryPartition.read(topic)).isEqualTo(PARTITIONS);
        assertThat(cluster.partitions()).isEqualTo(PARTITIONS);
    }

    @Test
    void aTopicThatIsNotThereIsSaidToBeMissing() {
        assertThatThrownBy(() -> cluster.topic("nowhere")).isInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNotWaitedForForever() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Connection connection =
                        Connection.open(InetSocketAddress.createUnresolved(HOST, silent.getLocalPort()))) {
            Request request = Request.of(new MetadataRequestData(), (short) 9);

            assertThatThrownBy(() -> connection.call(request, Duration.ofMillis(50)))
                    .hasMessage("the broker has not answered within 50 ms");
        }
    }

    @Test
    void connectionsShareThePartitions() {
        assertThat(topic.share(0, 2)).containsExactly(0, 2);
        assertThat(topic.share(1, 2)).containsExactly(1);
        assertThat(topic.share(4, 6)).containsExactly(1);
    }
}
