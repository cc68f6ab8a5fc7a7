package io.suiro.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class VerificationsTest {
    private static final long PID = 7;

    private final Verifications verifications = new Verifications();
    private long nowMs = 1_000;

    @Test
    void theBatchThatWasAskedForGoesOnceTheCoordinatorSaysYes() {
        VerificationGuard guard = asks(0, 0);
        assertThat(guard.producerId()).isEqualTo(PID);
        assertThat(guard.producerEpoch()).isZero();

        verifications.verified(guard);

        goes(0, 0);
    }

    @Test
    void whoeverComesWhileTheCoordinatorIsAskedWaitsForTheSameAnswer() {
        assertThat(asks(0, 5)).isSameAs(asks(0, 0));
    }

    @Test
    void theEarliestSequenceThatWasSeenGoesFirst() {
        VerificationGuard guard = asks(0, 5);
        asks(0, 0);
        verifications.verified(guard);

        refused(0, 5, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        goes(0, 0);
    }

    @Test
    void sequencesThatWrapKeepTheirOrder() {
        VerificationGuard guard = asks(0, Integer.MAX_VALUE - 1);
        asks(0, 3);
        verifications.verified(guard);

        refused(0, 3, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        goes(0, Integer.MAX_VALUE - 1);
    }

    @Test
    void aCoordinatorsBatchesHaveNoOrder() {
        VerificationGuard guard = asks(0, Sequences.NONE);
        asks(0, Sequences.NONE);
        verifications.verified(guard);

        goes(0, Sequences.NONE);
    }

    @Test
    void aLaterEpochIsAnotherQuestionAndAnEarlierOneIsFenced() {
        VerificationGuard before = asks(3, 0);
        VerificationGuard guard = asks(4, 0);
        assertThat(guard).isNotSameAs(before);

        verifications.verified(before);

        assertThat(asks(4, 0)).isSameAs(guard);
        refused(3, 0, Errors.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void anAnswerThatComesAfterAMarkerIsTooLate() {
        VerificationGuard guard = asks(0, 0);
        verifications.end(PID);
        VerificationGuard next = asks(0, 0);

        verifications.verified(guard);

        assertThat(asks(0, 0)).isSameAs(next).isNotSameAs(guard);
    }

    @Test
    void aMarkerTakesAGoodAnswerAway() {
        verifications.verified(asks(0, 0));
        verifications.end(PID);
        asks(0, 0);
    }

    @Test
    void oneThatNobodyComesBackToIsForgotten() {
        VerificationGuard guard = asks(0, 0);
        nowMs += 400;
        asks(0, 0);
        verifications.expire(1_999, 600);
        assertThat(asks(0, 0)).isSameAs(guard);

        verifications.expire(2_000, 600);

        assertThat(asks(0, 0)).isNotSameAs(guard);
    }

    @Test
    void clearForgetsAll() {
        VerificationGuard guard = asks(0, 0);
        verifications.clear();
        assertThat(asks(0, 0)).isNotSameAs(guard);
    }

    private VerificationGuard asks(int epoch, int sequence) {
        return catchThrowableOfType(Unverified.class, () -> verifications.check(PID, (short) epoch, sequence, nowMs))
                .guard();
    }

    private void goes(int epoch, int sequence) {
        assertThatNoException().isThrownBy(() -> verifications.check(PID, (short) epoch, sequence, nowMs));
    }

    private void refused(int epoch, int sequence, Errors code) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> verifications.check(PID, (short) epoch, sequence, nowMs))
                .returns(code, Refused::code);
    }
}
