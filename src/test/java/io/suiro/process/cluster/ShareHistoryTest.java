package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Promises of share groups that are made up and broken. */
class ShareHistoryTest {
    private final Violations violations = new Violations();
    private final ShareHistory history = new ShareHistory("t", violations);

    @Test
    void whatEndsWellInAnyWayIsNoViolation() {
        for (int offset = 0; offset < 4; offset++) {
            history.offered(0, offset, offset == 3);
        }
        history.accepted(0, 0);
        history.rejected(0, 1);
        history.inDoubt(0, 2);
        history.check(Map.of(0, 4L));
        assertThat(history.isSettled(Map.of(0, 4L))).isTrue();
        assertThat(violations.isEmpty()).isTrue();
        assertThat(history.inDoubt()).isEqualTo(1);
    }

    @Test
    void whatIsInDoubtAndComesAgainIsAcceptedOnce() {
        history.inDoubt(0, 0);
        history.accepted(0, 0);
        assertThat(history.inDoubt()).isZero();
        assertThat(violations.isEmpty()).isTrue();
    }

    @Test
    void whatIsAcceptedTwiceIsSeen() {
        history.accepted(1, 7);
        history.accepted(1, 7);
        assertThat(violations.count(Violation.ACCEPTED_TWICE)).isEqualTo(1);
        assertThat(violations.details().getFirst()).contains("t-1, offset 7");
    }

    @Test
    void whatIsRejectedAfterItWasAcceptedIsSeen() {
        history.accepted(1, 7);
        history.rejected(1, 7);
        assertThat(violations.count(Violation.ACCEPTED_TWICE)).isEqualTo(1);
    }

    @Test
    void whatNobodyWasGivenIsSeen() {
        history.accepted(0, 0);
        history.offered(0, 2, false);
        assertThat(history.isSettled(Map.of(0, 3L))).isFalse();
        history.check(Map.of(0, 3L));
        assertThat(violations.count(Violation.NOT_SHARED)).isEqualTo(2);
        assertThat(violations.details().getFirst()).contains("offset 1 was never offered");
    }
}
