package io.suiro.replica;

import io.suiro.base.Seeds;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A partition on a disk that fails, fills up, loses power and is killed, at moments that a seed chooses. */
class FaultScheduleTest {
    @RegisterExtension
    static final Seeds SEEDS = new Seeds("io.suiro.log", 1_000);

    @ParameterizedTest
    @MethodSource("io.suiro.base.Seeds#blocks")
    void nothingAcknowledgedIsLostAndNothingUnsoundIsServed(long block) {
        SEEDS.run(block, seed -> {
            new FaultSchedule(seed).run();
            return 1;
        });
    }
}
