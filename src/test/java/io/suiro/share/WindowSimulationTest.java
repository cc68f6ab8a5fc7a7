package io.suiro.share;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowSimulationTest {
    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("suiro.simulation.seeds", 200));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensNoRecordIsLostOrDeliveredOnceItIsAccepted(long seed) {
        new WindowSimulation(seed).run(400);
    }
}
