package io.suiro.log;

import static io.suiro.log.ProducerBatches.at;
import static io.suiro.log.ProducerBatches.batch;
import static io.suiro.log.ProducerBatches.end;
import static io.suiro.log.ProducerBatches.transactional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.suiro.error.Refused;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.record.TransactionMarker;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ProducerStatesTest {
    private static final long PID = 7;
    private static final long NOW_MS = 5_000;

    private final ProducerStates states = new ProducerStates();
    private long logEndOffset = 100;

    /** More than a producer has in flight on a connection: some may have been sent to the leader before. */
    @Test
    void eachOfTheLastBatchesIsADuplicateWithTheOffsetsOfTheFirstTime() {
        for (int i = 0; i < 33; i++) {
            append(batch(PID, 0, i * 10, 10));
        }

        assertThat(states.duplicateOf(batch(PID, 0, 0, 10), 0)).isNull();
        assertThat(states.duplicateOf(batch(PID, 0, 330, 10), 0)).isNull();
        for (int i = 1; i < 33; i++) {
            assertThat(states.duplicateOf(batch(PID, 0, i * 10, 10), 0))
                    .isEqualTo(new Appended(100 + i * 10, 109 + i * 10, -1, -1, true));
        }
    }

    @Test
    void anotherRangeEpochOrProducerIsNoDuplicate() {
        append(batch(PID, 3, 0, 10));

        assertThat(states.duplicateOf(batch(PID, 3, 0, 9), 0)).isNull();
        assertThat(states.duplicateOf(batch(PID, 3, 1, 9), 0)).isNull();
        assertThat(states.duplicateOf(batch(PID, 2, 0, 10), 0)).isNull();
        assertThat(states.duplicateOf(batch(PID, 4, 0, 10), 0)).isNull();
        assertThat(states.duplicateOf(batch(PID + 1, 3, 0, 10), 0)).isNull();
        assertThat(states.duplicateOf(
                        new BatchBuilder(Codec.NONE).append(0, null, null).build(), 0))
                .isNull();
    }

    @Test
    void theNextSequenceFollowsTheLast() {
        append(batch(PID, 0, 0, 10));

        refused(batch(PID, 0, 9, 1), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        refused(batch(PID, 0, 11, 1), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        refused(batch(PID, 0, 0, 9), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        accepted(batch(PID, 0, 10, 1));
    }

    @Test
    void anUnknownProducerStartsAnywhere() {
        accepted(batch(PID, 0, 0, 1));
        accepted(batch(PID, 5, 4711, 1));
    }

    @Test
    void aNewEpochStartsAtZero() {
        append(batch(PID, 0, 0, 10));

        refused(batch(PID, 1, 10, 1), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        append(batch(PID, 1, 0, 1));
        accepted(batch(PID, 1, 1, 1));
        assertThat(states.duplicateOf(batch(PID, 0, 0, 10), 0)).isNull();
    }

    @Test
    void anOldEpochIsFenced() {
        append(batch(PID, 2, 0, 10));

        refused(batch(PID, 1, 10, 1), Errors.INVALID_PRODUCER_EPOCH);
        refused(batch(PID, 1, 0, 1), Errors.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void sequencesWrapToZeroAfterTheLargestInt() {
        append(batch(PID, 0, Integer.MAX_VALUE - 2, 2));
        accepted(batch(PID, 0, Integer.MAX_VALUE, 1));

        append(batch(PID, 0, Integer.MAX_VALUE, 3));

        assertThat(states.duplicateOf(batch(PID, 0, Integer.MAX_VALUE, 3), 0))
                .isEqualTo(new Appended(102, 104, -1, -1, true));
        refused(batch(PID, 0, 0, 1), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        accepted(batch(PID, 0, 2, 1));
    }

    @Test
    void zeroFollowsTheLargestInt() {
        append(batch(PID, 0, Integer.MAX_VALUE, 1));
        accepted(batch(PID, 0, 0, 1));
    }

    @Test
    void aRefusedBatchChangesNothing() {
        append(batch(PID, 0, 0, 10));
        var before = states.active();

        refused(batch(PID, 1, 10, 1), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);

        assertThat(states.active()).isEqualTo(before);
    }

    @Test
    void whatALeaderAcceptedIsNotCheckedAgain() {
        append(batch(PID, 2, 0, 10));
        states.check(batch(PID, 1, 77, 1), 0, AppendOrigin.REPLICATION, 0, NOW_MS);
    }

    @Test
    void aCoordinatorsBatchHasAnEpochButNoSequence() {
        append(transactional(PID, 2, -1, 1));

        states.check(transactional(PID, 2, -1, 1), 0, AppendOrigin.COORDINATOR, 0, NOW_MS);
        assertThat(states.duplicateOf(transactional(PID, 2, -1, 1), 0)).isNull();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> states.check(transactional(PID, 1, -1, 1), 0, AppendOrigin.COORDINATOR, 0, NOW_MS))
                .returns(Errors.INVALID_PRODUCER_EPOCH, Refused::code);
    }

    @Test
    void batchesWithoutAProducerOnlyMoveTheEnd() {
        append(new BatchBuilder(Codec.NONE).append(0, null, null).build());

        assertThat(states.active()).isEmpty();
        assertThat(states.mapEndOffset()).isEqualTo(101);
    }

    @Test
    void theEarliestOpenTransactionIsWhereTheLogIsUnstable() {
        assertThat(states.firstUnstableOffset()).isEqualTo(-1);
        append(transactional(1, 0, 0, 5));
        append(transactional(2, 0, 0, 5));
        append(transactional(1, 0, 5, 5));
        assertThat(states.firstUnstableOffset()).isEqualTo(100);

        append(end(1, 0, 3, true));
        states.committed(116);
        assertThat(states.firstUnstableOffset()).isEqualTo(105);

        append(end(2, 0, 3, false));
        states.committed(117);
        assertThat(states.firstUnstableOffset()).isEqualTo(-1);
        assertThat(states.mapEndOffset()).isEqualTo(117);
    }

    @Test
    void aTransactionIsUnstableUntilItsMarkerIsCommitted() {
        append(transactional(1, 0, 0, 5));
        append(end(1, 0, 3, true));
        states.committed(105);
        assertThat(states.firstUnstableOffset()).isEqualTo(100);

        states.committed(106);

        assertThat(states.firstUnstableOffset()).isEqualTo(-1);
    }

    @Test
    void onlyTheMarkersOfTransactionsThatWereOpenAreWaitedFor() {
        append(end(1, 0, 3, true));
        assertThat(states.firstUnstableOffset()).isEqualTo(-1);
    }

    @Test
    void theMarkerOfTransactionsV2IsOfTheNextEpoch() {
        append(transactional(PID, 4, 0, 1));
        refusedEnd(PID, 4, 2);
        refusedEnd(PID, 3, 2);

        states.checkEnd(new TransactionMarker(PID, (short) 5, true, 3, 2));
        append(end(PID, 5, 3, true));

        // Once more, as a coordinator does that has not heard.
        states.checkEnd(new TransactionMarker(PID, (short) 5, true, 3, 2));
        accepted(end(PID, 5, 3, true));
    }

    @Test
    void aMarkerOfTransactionsV2ThatComesLateDoesNotEndTheNextOne() {
        append(transactional(PID, 4, 0, 1));
        append(end(PID, 5, 3, true));
        append(transactional(PID, 5, 0, 1));

        refusedEnd(PID, 5, 2);
    }

    @Test
    void theMarkerOfTransactionsV1IsOfTheSameEpoch() {
        append(transactional(PID, 4, 0, 1));
        states.checkEnd(new TransactionMarker(PID, (short) 4, true, 3, 1));
        states.checkEnd(new TransactionMarker(PID + 1, (short) 0, true, 3, 2));
    }

    @Test
    void aTransactionDoesNotBeginBeforeItsCoordinatorIsAsked() {
        unverified(transactional(PID, 0, 0, 1));
        states.check(batch(PID, 0, 0, 1), 0, AppendOrigin.CLIENT, 0, NOW_MS);

        append(transactional(PID, 0, 0, 1));

        states.check(transactional(PID, 0, 1, 1), 0, AppendOrigin.CLIENT, 0, NOW_MS);
        append(end(PID, 0, 3, true));
        unverified(transactional(PID, 0, 1, 1));
    }

    @Test
    void theTransactionOfAnEarlierEpochIsNotThatOfALaterOne() {
        append(transactional(PID, 0, 0, 1));
        unverified(transactional(PID, 1, 0, 1));
    }

    @Test
    void aMarkerTakesAwayWhatTheCoordinatorHasSaidOfTheTransactionBefore() {
        VerificationGuard guard = unverified(transactional(PID, 0, 0, 1));
        append(end(PID, 0, 3, false));
        states.verified(guard);
        assertThat(unverified(transactional(PID, 0, 0, 1))).isNotSameAs(guard);
    }

    @Test
    void endsOfATruncatedLogAreThoseOfTheLogBefore() {
        append(transactional(1, 0, 0, 5));
        append(end(1, 0, 3, true));
        append(transactional(2, 0, 0, 5));
        append(end(2, 0, 3, true));
        ProducerStates truncated = new ProducerStates();

        truncated.endedAs(states, 108);

        assertThat(truncated.firstUnstableOffset()).isEqualTo(100);
        truncated.committed(106);
        assertThat(truncated.firstUnstableOffset()).isEqualTo(106);
        truncated.committed(108);
        assertThat(truncated.firstUnstableOffset()).isEqualTo(-1);
    }

    @Test
    void aPlainBatchInsideATransactionIsRefused() {
        append(transactional(PID, 0, 0, 1));
        refused(batch(PID, 0, 1, 1), Errors.INVALID_TXN_STATE);
        append(end(PID, 0, 3, true));
        accepted(batch(PID, 0, 1, 1));
    }

    @Test
    void anEndWithANewEpochFencesTheOldOne() {
        append(transactional(PID, 0, 0, 1));
        append(end(PID, 1, 3, false));

        refused(transactional(PID, 0, 1, 1), Errors.INVALID_PRODUCER_EPOCH);
        accepted(transactional(PID, 1, 0, 1));
    }

    @Test
    void anEndFromAnOlderCoordinatorIsFenced() {
        append(transactional(PID, 0, 0, 1));
        append(end(PID, 0, 3, true));

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> states.check(end(PID, 0, 2, true), 0, AppendOrigin.COORDINATOR, 0, NOW_MS))
                .returns(Errors.TRANSACTION_COORDINATOR_FENCED, Refused::code);
        states.check(end(PID, 0, 4, true), 0, AppendOrigin.COORDINATOR, 0, NOW_MS);
    }

    @Test
    void idleProducersAreForgottenUnlessATransactionIsOpen() {
        append(batch(1, 0, 0, 1));
        append(transactional(2, 0, 0, 1));

        states.expire(1_999, 1_000);
        assertThat(states.active()).hasSize(2);
        states.expire(2_000, 1_000);

        assertThat(states.active()).containsExactly(new ActiveProducer(2, (short) 0, 0, 101, 1_000, -1, 101));
        accepted(batch(1, 0, 40, 1));
    }

    @Test
    void clearForgetsEverything() {
        append(transactional(1, 0, 0, 1));
        states.clear();

        assertThat(states.active()).isEmpty();
        assertThat(states.firstUnstableOffset()).isEqualTo(-1);
        assertThat(states.mapEndOffset()).isZero();
    }

    private void append(ByteBuffer batch) {
        verified(() -> states.check(batch, 0, AppendOrigin.COORDINATOR, 0, NOW_MS));
        states.update(at(logEndOffset, batch), 0);
        logEndOffset = states.mapEndOffset();
    }

    private void accepted(ByteBuffer batch) {
        verified(() -> states.check(batch, 0, AppendOrigin.CLIENT, 0, NOW_MS));
    }

    private void verified(Runnable check) {
        try {
            check.run();
        } catch (Unverified e) {
            states.verified(e.guard());
            check.run();
        }
    }

    private void refused(ByteBuffer batch, Errors code) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> states.check(batch, 0, AppendOrigin.CLIENT, 0, NOW_MS))
                .returns(code, Refused::code);
    }

    private VerificationGuard unverified(ByteBuffer batch) {
        return catchThrowableOfType(Unverified.class, () -> states.check(batch, 0, AppendOrigin.CLIENT, 0, NOW_MS))
                .guard();
    }

    private void refusedEnd(long producerId, int epoch, int transactionVersion) {
        TransactionMarker marker = new TransactionMarker(producerId, (short) epoch, true, 3, transactionVersion);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> {
                    states.checkEnd(marker);
                    states.check(marker.toBatch(0), 0, AppendOrigin.COORDINATOR, 0, NOW_MS);
                })
                .returns(Errors.INVALID_PRODUCER_EPOCH, Refused::code);
    }
}
