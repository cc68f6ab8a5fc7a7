package io.suiro.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
    private final WarmUp warmUp = new WarmUp(500);

    @Test
    void itBeginsWithTheFirstFetchOfARegistration() {
        assertThat(warmUp.leftMs(2, 900)).isEqualTo(500);
        warmUp.fetched(2, 40, 1_000);
        warmUp.fetched(2, 40, 1_300);

        assertThat(warmUp.leftMs(2, 1_000)).isEqualTo(500);
        assertThat(warmUp.leftMs(2, 1_499)).isOne();
        assertThat(warmUp.leftMs(2, 1_500)).isZero();
        assertThat(warmUp.leftMs(3, 1_500)).isEqualTo(500);
    }

    @Test
    void aLaterRegistrationIsOfABrokerThatWasStartedAgain() {
        warmUp.fetched(2, 40, 1_000);
        warmUp.fetched(2, 42, 9_000);
        warmUp.fetched(2, 40, 9_100);

        assertThat(warmUp.leftMs(2, 9_200)).isEqualTo(300);
    }

    @Test
    void aClockThatIsSetBackEndsIt() {
        warmUp.fetched(2, 40, 1_000);

        assertThat(warmUp.leftMs(2, 999)).isZero();
    }
}
