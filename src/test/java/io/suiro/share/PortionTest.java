package io.suiro.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.coordinator.share.StateBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortionTest {
    private static final int LIMIT = 6;
    private static final FoundBatch ALL = new FoundBatch(0, 999, true);

    @Test
    void whatHasFailedSeldomGoesWithTheRest() {
        Window window = Window.restored(0, List.of(failed(0, 99, 2)));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(0, 99, 3), new Acquired(100, 999, 1));
    }

    @Test
    void whatHasFailedOftenGoesWithoutTheRestAndInHalves() {
        Window window = Window.restored(0, List.of(failed(0, 99, 3)));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(0, 49, 4));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(50, 99, 4));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(100, 999, 1));
    }

    @Test
    void eachFurtherFailureHalvesThePortion() {
        Window window = Window.restored(0, List.of(failed(0, 99, 4)));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(0, 24, 5));
    }

    @Test
    void theBatchSizeIsWhatIsHalvedWhereMoreHasFailed() {
        Window window = Window.restored(0, List.of(failed(0, 999, 3)));
        assertThat(acquire(window, 100)).containsExactly(new Acquired(0, 49, 4));
    }

    @Test
    void whatComesBeforeGoesFirst() {
        Window window = Window.restored(0, List.of(failed(10, 19, 3)));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(0, 9, 1));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(10, 14, 4));
    }

    @Test
    void theLastDeliveryIsOfOneRecordAlone() {
        Window window = Window.restored(0, List.of(failed(0, 1, 5)));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(0, 0, 6));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(1, 1, 6));
    }

    @Test
    void aLastDeliveryIsNotTheEndOfAnotherPortion() {
        Window window = Window.restored(0, List.of(failed(0, 9, 3), failed(10, 10, 5)));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(0, 4, 4));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(5, 9, 4));
        assertThat(acquire(window, 500)).containsExactly(new Acquired(10, 10, 6));
    }

    @Test
    void aRecordLimitBelowThePortionHolds() {
        Window window = Window.restored(0, List.of(failed(0, 99, 3)));
        assertThat(new Acquire("a", 10, 500, 2_000, true, LIMIT, 1_000).in(window, 0, List.of(ALL)))
                .containsExactly(new Acquired(0, 9, 4));
    }

    /** With so few deliveries none is too often. */
    @Test
    void aLimitOfTwoThrottlesNothing() {
        Window window = Window.restored(0, List.of(failed(0, 99, 1)));
        assertThat(new Acquire("a", 500, 500, 2_000, false, 2, 1_000).in(window, 0, List.of(ALL)))
                .containsExactly(new Acquired(0, 99, 2), new Acquired(100, 999, 1));
    }

    private static StateBatch failed(long first, long last, int count) {
        return new StateBatch(first, last, StateBatch.AVAILABLE, (short) count);
    }

    private static List<Acquired> acquire(Window window, int batchSize) {
        return new Acquire("a", 500, batchSize, 2_000, false, LIMIT, 1_000)
                .in(window, window.nextOffset(), List.of(ALL));
    }
}
