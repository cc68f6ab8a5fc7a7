package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.TestBroker;
import io.suiro.base.SimulatedTime;
import io.suiro.cluster.MetadataCommand;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.replica.Partition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passes over all that a broker holds, under a clock that only their own pauses move. */
class ScrubberTest {
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 400;
    private static final int RECORD_BYTES = 1000;
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    @TempDir
    private Path data;

    private final SimulatedTime time = new SimulatedTime();
    private final StopSignal stop = new StopSignal();
    private TestBroker broker;
    private int pauses;
    private int mostPauses = Integer.MAX_VALUE;
    private long longestPauseNanos;

    /** Some segments, and after them an active one, in each partition of a topic. */
    @BeforeEach
    void fill() {
        broker = TestBroker.start(data);
        Map<String, String> small = Map.of("segment.bytes", String.valueOf(1 << 20));
        create("orders", small);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int record = 0; record < RECORDS * 3; record++) {
                append(partition(partition));
            }
        }
    }

    @AfterEach
    void end() {
        broker.close();
    }

    private void create(String topic, Map<String, String> configs) {
        broker.broker()
                .topics()
                .create(new MetadataCommand.CreateTopic(topic, PARTITIONS, (short) 1, Map.of(), configs, false))
                .toCompletableFuture()
                .join()
                .orThrow();
    }

    private Partition partition(int number) {
        return broker.broker().partitions().get(new TopicPartition("orders", number));
    }

    private static void append(Partition partition) {
        ByteBuffer batch = new BatchBuilder(Codec.NONE)
                .append(System.currentTimeMillis(), null, ByteBuffer.allocate(RECORD_BYTES))
                .build();
        partition
                .appending()
                .append(batch, AppendOrigin.CLIENT, false)
                .acknowledged()
                .join();
    }

    /** It stops in the pause before the second of its passes. */
    private Scrubber run(long bytesPerSecond, long interval) {
        Scrubber scrubber = new Scrubber(
                time,
                broker.broker().partitions(),
                new ScrubOptions(bytesPerSecond, Duration.ofNanos(interval)),
                new Random(1),
                stop,
                this::pause);
        scrubber.work();
        return scrubber;
    }

    private void pause(long nanos) {
        pauses++;
        longestPauseNanos = Math.max(longestPauseNanos, nanos);
        time.advance(TimeUnit.NANOSECONDS.toMillis(nanos), () -> {});
        if (nanos > HOUR_NANOS / 2 || pauses == mostPauses) {
            stop.give();
        }
    }

    @Test
    void aPassReadsAllSealedSegmentsAndTheNextWaitsForItsTime() throws IOException {
        Scrubber scrubber = run(Long.MAX_VALUE, HOUR_NANOS);

        long sealed = 0;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            sealed += Files.size(segment(partition));
        }
        assertThat(scrubber.progress().bytesRead()).isEqualTo(sealed);
        assertThat(scrubber.progress().corrupt()).isEmpty();
        assertThat(pauses).isOne();
        assertThat(longestPauseNanos).isEqualTo(HOUR_NANOS);
    }

    @Test
    void aPassKeepsToItsRateAndItsTimeCounts() {
        int bytesPerSecond = 100_000;
        long begunNanos = time.nanoTime();
        Scrubber scrubber = run(bytesPerSecond, HOUR_NANOS);

        assertThat(pauses).isGreaterThan(100);
        double seconds = (double) scrubber.progress().bytesRead() / bytesPerSecond;
        assertThat((double) (HOUR_NANOS - longestPauseNanos) / TimeUnit.SECONDS.toNanos(1))
                .isBetween(seconds * 0.9, seconds * 1.1);
        assertThat(time.nanoTime() - begunNanos).isBetween(HOUR_NANOS * 99 / 100, HOUR_NANOS * 101 / 100);
    }

    @Test
    void aDamagedBatchIsCountedUntilItsTopicIsDeleted() throws IOException {
        byte[] bytes = Files.readAllBytes(segment(1));
        bytes[100] ^= 1;
        Files.write(segment(1), bytes);

        Scrubber scrubber = run(Long.MAX_VALUE, HOUR_NANOS);

        assertThat(scrubber.progress().corrupt()).singleElement().satisfies(batch -> {
            assertThat(batch.topicPartition()).isEqualTo(new TopicPartition("orders", 1));
            assertThat(batch.file()).isEqualTo(segment(1));
            assertThat(batch.position()).isZero();
            assertThat(batch.offset()).isZero();
        });
        assertThatThrownBy(() -> partition(1).log().read(0, 100, 1, true))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Errors.CORRUPT_MESSAGE));

        Topics topics = broker.broker().topics();
        topics.delete(topics.find("orders").orThrow().id())
                .toCompletableFuture()
                .join()
                .orThrow();
        assertThat(scrubber.progress().corrupt()).isEmpty();
    }

    private Path segment(int partition) {
        return data.resolve("orders-" + partition + "/00000000000000000000.log");
    }

    @Test
    void aStopEndsAPassInItsMidst() {
        mostPauses = 5;

        assertThat(run(100_000, HOUR_NANOS).progress().bytesRead()).isBetween(1L, 20_000L);
    }
}
