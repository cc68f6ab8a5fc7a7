package io.suiro.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.broker.Produce.Acks;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.Appended;
import io.suiro.record.Batch;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a producer in a cluster makes of refusals and of answers that do not come. */
class BatchingTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final int RECORDS = 150;

    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatBecomesOfRequestsAndAnswersEachRecordIsStoredOnceInOrder(long seed) {
        Random random = new Random(seed);
        FlakyLog log = new FlakyLog(random, false);
        List<CompletableFuture<Stored>> sent = send(batching(log, Acks.ALL, 60_000));
        for (int i = 0; i < RECORDS; i++) {
            assertThat(sent.get(i).join().offset()).as("seed %d", seed).isEqualTo(i);
        }
        assertThat(log.values())
                .as("seed %d", seed)
                .isEqualTo(IntStream.range(0, RECORDS).boxed().toList());
    }

    /** With acks=1 a leader that is lost takes records with it; the others are there once, in order, and the producer goes on. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aLeaderThatIsLostWithRecordsDoesNotStopTheProducer(long seed) {
        FlakyLog log = new FlakyLog(new Random(seed), true);
        List<CompletableFuture<Stored>> sent = send(batching(log, Acks.LEADER, 60_000));
        sent.forEach(CompletableFuture::join);
        assertThat(log.values()).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatMayYetComeIsFencedByWhatFollowsIt() {
        List<String> seen = new CopyOnWriteArrayList<>();
        Batching batching = batching(
                (partition, batch, transaction, acks, timeoutMs) -> {
                    seen.add(Batch.producerEpoch(batch, 0) + ":" + Batch.baseSequence(batch, 0));
                    return CompletableFuture.completedFuture(
                            Batch.producerEpoch(batch, 0) == 0
                                    ? Outcome.failed(Errors.NETWORK_EXCEPTION)
                                    : Outcome.ok(new Appended(0, 0, -1, 0, false)));
                },
                Acks.ALL,
                100);
        CompletableFuture<Stored> first = send(batching, 0);
        assertThatThrownBy(first::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Errors.NETWORK_EXCEPTION));
        send(batching, 1).join();
        send(batching, 2).join();
        assertThat(seen.subList(0, seen.size() - 2)).hasSizeGreaterThan(1).containsOnly("0:0");
        assertThat(seen.subList(seen.size() - 2, seen.size())).containsExactly("1:0", "1:1");
    }

    @Test
    void aRefusalForGoodIsNotRepeatedAndTakesNoNumber() {
        List<Integer> sequences = new CopyOnWriteArrayList<>();
        Batching batching = batching(
                (partition, batch, transaction, acks, timeoutMs) -> {
                    sequences.add(Batch.baseSequence(batch, 0));
                    return CompletableFuture.completedFuture(
                            sequences.size() == 1
                                    ? Outcome.failed(Errors.INVALID_RECORD)
                                    : Outcome.ok(new Appended(0, 0, -1, 0, false)));
                },
                Acks.ALL,
                60_000);
        assertThatThrownBy(send(batching, 0)::join).hasCauseInstanceOf(Refused.class);
        send(batching, 1).join();
        assertThat(sequences).containsExactly(0, 0);
    }

    /** The marker of the last transaction may come later than the first batch of the next. */
    @Test
    void aTransactionsFirstBatchIsRepeatedWhereAMarkerHasOvertakenItAndNoOther() {
        List<Integer> sequences = new CopyOnWriteArrayList<>();
        Batching batching = batching(
                (partition, batch, transaction, acks, timeoutMs) -> {
                    sequences.add(Batch.baseSequence(batch, 0));
                    return CompletableFuture.completedFuture(
                            sequences.size() == 2
                                    ? Outcome.ok(new Appended(0, 0, -1, 0, false))
                                    : Outcome.failed(Errors.INVALID_TXN_STATE));
                },
                Acks.ALL,
                60_000,
                new BatchNumbers.Transactional(new InTransaction("clerk", 7, (short) 3)));
        send(batching, 0).join();
        assertThatThrownBy(send(batching, 1)::join).hasCauseInstanceOf(Refused.class);
        assertThat(sequences).containsExactly(0, 0, 1);
    }

    private Batching batching(PartitionWrites log, Acks acks, int timeoutMs) {
        return batching(
                log,
                acks,
                timeoutMs,
                new BatchNumbers.Idempotent(() -> CompletableFuture.completedFuture(Outcome.ok(7L))));
    }

    private Batching batching(PartitionWrites log, Acks acks, int timeoutMs, BatchNumbers numbers) {
        return new Batching(
                log,
                PARTITION,
                acks,
                timeoutMs,
                Codec.NONE,
                numbers,
                new Redelivery(partition -> true, false),
                executor,
                System::nanoTime);
    }

    private static List<CompletableFuture<Stored>> send(Batching batching) {
        List<CompletableFuture<Stored>> sent = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            sent.add(send(batching, i));
            if (i % 3 == 0) {
                sent.getLast().join();
            }
        }
        return sent;
    }

    private static CompletableFuture<Stored> send(Batching batching, int value) {
        CompletableFuture<Stored> stored = new CompletableFuture<>();
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).putInt(0, value);
        batching.add(new OutgoingRecord("orders", 0, 1_000, null, bytes, List.of()), stored);
        return stored;
    }
}
