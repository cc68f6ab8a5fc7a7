package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private static final TopicPartition ONE = new TopicPartition("made-up", 1);

    private final Waits waits = new Waits();

    @Test
    void theFirstAnswerToWhatWasSentAfterTheFaultCounts() {
        Waits.Window window = waits.open();
        long fault = window.startNanos();

        waits.acknowledged(ONE, fault - 5, fault + 10);
        waits.acknowledged(ONE, fault + 5, fault + 100);
        waits.acknowledged(ONE, fault + 6, fault + 200);
        waits.acknowledged(ONE, fault + 300, fault + 301);

        assertThat(waits.close(window)).isEqualTo(Map.of(ONE, new Waits.Wait(100, 194)));
    }

    @Test
    void aHundredthWaitedLongerThanTheRest() {
        Waits.Window window = waits.open();
        long sent = window.startNanos();

        for (int ms = 1; ms <= 200; ms++) {
            waits.acknowledged(ONE, sent, sent + ms * 1_000_000L);
        }

        assertThat(window.p99Ms()).isEqualTo(199.0);
    }

    @Test
    void whatIsAnsweredBetweenFaultsDoesNotCount() {
        Waits.Window window = waits.open();
        Map<TopicPartition, Waits.Wait> nothing = waits.close(window);

        waits.acknowledged(ONE, window.startNanos() + 1, window.startNanos() + 2);

        assertThat(nothing).isEmpty();
        assertThat(waits.close(window)).isEmpty();
    }
}
