package io.suiro.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.suiro.base.Clock;
import io.suiro.base.FileSystemDisk;
import io.suiro.cluster.PartitionImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.log.Appended;
import io.suiro.log.Unverified;
import io.suiro.log.VerificationGuard;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.record.TransactionMarker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmittedAppendsTest {
    private static final long PID = 7;

    private final List<VerificationGuard> asked = new ArrayList<>();
    private final List<CompletableFuture<Outcome<Void>>> answers = new ArrayList<>();

    @TempDir
    private Path root;

    private PartitionFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new PartitionFixture(new FileSystemDisk(), root, Map.of());
    }

    @Test
    void theFirstBatchOfATransactionWaitsForItsCoordinatorAndThoseBehindItWaitToo() {
        PendingAppend first = append(0, 0);
        PendingAppend second = append(0, 1);
        assertThat(first.appended()).isNotDone();
        assertThat(second.appended()).isNotDone();
        assertThat(asked).singleElement().returns(PID, VerificationGuard::producerId);
        assertThat(fixture.partition.log().logEndOffset()).isZero();

        answer(0, Outcome.done());

        assertThat(offset(first)).isZero();
        assertThat(offset(second)).isOne();
        assertThat(offset(append(0, 2))).isEqualTo(2);
        assertThat(asked).hasSize(1);
    }

    @Test
    void otherProducersDoNotWait() {
        var _ = append(0, 0);
        PendingAppend other =
                fixture.partition.appending().append(PartitionFixture.batch("plain"), AppendOrigin.CLIENT, true);
        fixture.lane.runAll();
        assertThat(offset(other)).isZero();
    }

    @Test
    void whatTheCoordinatorRefusesIsRefusedAndMayBeAskedAgain() {
        PendingAppend first = append(0, 0);
        PendingAppend second = append(0, 1);

        answer(0, Outcome.failed(Errors.INVALID_PRODUCER_ID_MAPPING));

        assertThat(refusal(first)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(refusal(second)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        PendingAppend again = append(0, 0);
        answer(1, Outcome.done());
        assertThat(offset(again)).isZero();
    }

    @Test
    void aMarkerThatComesBeforeTheAnswerEndsTheTransactionThatWasAskedFor() {
        PendingAppend late = append(0, 0);
        end(0, 1);

        answer(0, Outcome.done());

        assertThat(refusal(late)).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(fixture.partition.log().logEndOffset()).isOne();
    }

    @Test
    void aLaterEpochBehindAnEarlierOneIsAskedForItself() {
        PendingAppend fenced = append(0, 0);
        PendingAppend later = append(1, 0);

        answer(0, Outcome.failed(Errors.INVALID_PRODUCER_EPOCH));
        assertThat(refusal(fenced)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(later.appended()).isNotDone();
        answer(1, Outcome.done());

        assertThat(offset(later)).isZero();
    }

    @Test
    void whoeverFailsToAskFailsTheAppendAlone() {
        PendingAppend failed = fixture.partition.appending().appendAdmitted(batch(0, 0), true, guard -> {
            throw new IllegalStateException("as the test asked");
        });
        fixture.lane.runAll();
        assertThat(failed.acknowledged()).isCompletedExceptionally();

        PendingAppend next = append(0, 0);
        answer(0, Outcome.done());
        assertThat(offset(next)).isZero();
    }

    @Test
    void whoIsOnTheLaneAppendsAsSoonAsTheTransactionIsVerified() {
        fixture.lane.execute(() -> {
            VerificationGuard guard = catchThrowableOfType(
                            Unverified.class,
                            () -> fixture.partition.appending().appendNow(batch(0, -1), AppendOrigin.COORDINATOR))
                    .guard();
            fixture.partition.appending().verified(guard);
            var _ = fixture.partition.appending().appendNow(batch(0, -1), AppendOrigin.COORDINATOR);
        });
        fixture.lane.runAll();

        assertThat(fixture.partition.log().logEndOffset()).isOne();
    }

    @Test
    void readersOfCommittedRecordsWaitForTheMarker() {
        var _ = append(0, 0);
        answer(0, Outcome.done());
        assertThat(fixture.partition.highWatermark()).isOne();
        assertThat(fixture.partition.lastStableOffset()).isZero();
        List<Long> seen = new ArrayList<>();
        fixture.partition.watch(() -> seen.add(fixture.partition.lastStableOffset()));

        end(0, 1);

        assertThat(fixture.partition.lastStableOffset()).isEqualTo(2);
        assertThat(seen).containsExactly(2L);
    }

    @Test
    void whileNobodyElseHasTheMarkerTheTransactionIsNotStable() {
        var _ = fixture.partition.become(new PartitionImage(0, List.of(0, 2), List.of(0, 2), 1, 0));
        fixture.lane.runAll();
        var _ = append(0, 0);
        answer(0, Outcome.done());
        end(0, 1);
        assertThat(fixture.partition.lastStableOffset()).isZero();
        fetched(1);
        assertThat(fixture.partition.highWatermark()).isOne();
        assertThat(fixture.partition.lastStableOffset()).isZero();

        fetched(2);

        assertThat(fixture.partition.lastStableOffset()).isEqualTo(2);
    }

    @Test
    void aMarkerOfTransactionsV2NeedsTheNextEpoch() {
        var _ = append(3, 0);
        answer(0, Outcome.done());

        assertThat(endRefusal(3, 2)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(endRefusal(4, 2)).isEqualTo(Errors.NONE);
        assertThat(endRefusal(4, 2)).isEqualTo(Errors.NONE);
        assertThat(endRefusal(3, 2)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    }

    /** The coordinator had no answer the first time, and the producer is ahead of it. */
    @Test
    void aMarkerThatComesAgainDoesNotEndTheTransactionThatIsAboutToBegin() {
        var _ = append(3, 0);
        answer(0, Outcome.done());
        end(4, 2);
        long endOffset = fixture.partition.log().logEndOffset();
        PendingAppend next = append(4, 0);

        end(4, 2);
        answer(1, Outcome.done());

        assertThat(offset(next)).isEqualTo(endOffset);
    }

    private void fetched(long offset) {
        fixture.partition.leading().fetchedBy(2, -1, offset, 0);
        fixture.lane.runAll();
    }

    private PendingAppend append(int epoch, int sequence) {
        PendingAppend pending = fixture.partition.appending().appendAdmitted(batch(epoch, sequence), true, this::ask);
        fixture.lane.runAll();
        return pending;
    }

    private CompletionStage<Outcome<Void>> ask(VerificationGuard guard) {
        CompletableFuture<Outcome<Void>> answer = new CompletableFuture<>();
        asked.add(guard);
        answers.add(answer);
        return answer;
    }

    private void answer(int question, Outcome<Void> answer) {
        answers.get(question).complete(answer);
        fixture.lane.runAll();
    }

    private void end(int epoch, int transactionVersion) {
        assertThat(endRefusal(epoch, transactionVersion)).isEqualTo(Errors.NONE);
    }

    private Errors endRefusal(int epoch, int transactionVersion) {
        Errors[] code = {Errors.NONE};
        fixture.lane.execute(() -> {
            try {
                var _ = fixture.partition
                        .appending()
                        .endTransactionNow(new TransactionMarker(PID, (short) epoch, true, 0, transactionVersion));
            } catch (Refused e) {
                code[0] = e.code();
            }
        });
        fixture.lane.runAll();
        return code[0];
    }

    private static ByteBuffer batch(int epoch, int sequence) {
        return new BatchBuilder(Codec.NONE)
                .producer(PID, (short) epoch, sequence)
                .transactional()
                .append(Clock.SYSTEM.nowMs(), null, ByteBuffer.allocate(1))
                .build();
    }

    private static long offset(PendingAppend pending) {
        assertThat(pending.appended()).isCompleted();
        Appended appended = pending.appended().join();
        return appended.firstOffset();
    }

    private static Errors refusal(PendingAppend pending) {
        return pending.appended().exceptionNow() instanceof Refused refused ? refused.code() : Errors.NONE;
    }
}
