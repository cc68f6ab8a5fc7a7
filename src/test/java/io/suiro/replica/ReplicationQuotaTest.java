package io.suiro.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.SimulatedTime;
import org.junit.jupiter.api.Test;

class ReplicationQuotaTest {
    private static final int RATE = 1_000;

    private final SimulatedTime time = new SimulatedTime();
    private final ReplicationQuota quota = new ReplicationQuota(time);

    @Test
    void withoutALimitNobodyWaits() {
        quota.copied(1L << 50);

        assertThat(quota.waitMs()).isZero();
    }

    @Test
    void whoeverHasCopiedWaitsAsLongAsThatShouldHaveTaken() {
        quota.limit(RATE);
        assertThat(quota.waitMs()).isZero();

        quota.copied(300);

        assertThat(quota.waitMs()).isEqualTo(300);
        pass(299);
        assertThat(quota.waitMs()).isOne();
        pass(1);
        assertThat(quota.waitMs()).isZero();
    }

    @Test
    void aSecondThatWasNotUsedIsMadeUpForAndNotAnHour() {
        quota.limit(RATE);
        pass(3_600_000);

        quota.copied(RATE);
        assertThat(quota.waitMs()).isZero();
        quota.copied(500);

        assertThat(quota.waitMs()).isEqualTo(500);
    }

    @Test
    void nothingIsMadeUpForFromBeforeTheLimit() {
        pass(3_600_000);
        quota.limit(RATE);

        quota.copied(100);

        assertThat(quota.waitMs()).isEqualTo(100);
    }

    @Test
    void theRateIsKeptInTheLongRun() {
        quota.limit(RATE);
        long copied = 0;
        for (int seconds = 0; seconds < 100; seconds++) {
            for (int tenths = 0; tenths < 10; tenths++) {
                while (quota.waitMs() == 0) {
                    quota.copied(170);
                    copied += 170;
                }
                pass(100);
            }
        }

        assertThat(copied).isBetween(100L * RATE - 170, 100L * RATE + 170);
    }

    @Test
    void nobodyWaitsLongerThanASecondBeforeLookingAgain() {
        quota.limit(RATE);
        quota.copied(50_000);

        assertThat(quota.waitMs()).isEqualTo(1_000);
    }

    @Test
    void anAnswerLargerThanTenSecondsWorthIsWaitedForInFull() {
        quota.limit(RATE);
        quota.copied(20_000);

        pass(19_999);
        assertThat(quota.waitMs()).isOne();
    }

    @Test
    void whatReplicasInSyncWereSentIsForgottenAfterTenSeconds() {
        quota.limit(RATE);
        for (int i = 0; i < 1_000; i++) {
            quota.copied(RATE);
        }

        pass(10_000);
        assertThat(quota.waitMs()).isZero();
    }

    @Test
    void aHigherLimitShortensTheWait() {
        quota.limit(RATE);
        quota.copied(500);

        quota.limit(10 * RATE);
        assertThat(quota.waitMs()).isEqualTo(50);
        quota.limit(ReplicationQuota.UNLIMITED);

        assertThat(quota.waitMs()).isZero();
    }

    @Test
    void whatIsNotCopiedAfterAllDoesNotCount() {
        quota.limit(RATE);
        quota.copied(500);

        quota.copied(-500);

        assertThat(quota.waitMs()).isZero();
    }

    @Test
    void aLimitOfZeroLetsNothingThrough() {
        quota.limit(0);
        pass(60_000);

        assertThat(quota.waitMs()).isPositive();
    }

    private void pass(long ms) {
        time.advance(ms, () -> {});
    }
}
