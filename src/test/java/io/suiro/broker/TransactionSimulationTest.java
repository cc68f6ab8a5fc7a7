package io.suiro.broker;

import io.suiro.base.Seeds;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions on whole brokers that fail, over a network that repeats and reorders, at moments that a seed chooses. */
class TransactionSimulationTest {
    @RegisterExtension
    static final Seeds SEEDS = new Seeds("io.suiro", 16);

    @ParameterizedTest
    @MethodSource("io.suiro.base.Seeds#blocks")
    void noTransactionIsLostTornAbortedOrDoubledForReadersOfCommittedRecords(long block) {
        SEEDS.run(block, TransactionSimulationTest::run);
    }

    /** 136 has found a producer that was told of the controller's absence in a code which is the end of it. */
    @ParameterizedTest
    @ValueSource(longs = 136)
    void whatHasFailedOnceHolds(long seed) {
        var _ = Seeds.runOne(seed, TransactionSimulationTest::run);
    }

    private static int run(long seed) throws Exception {
        TransactionSimulation simulation = new TransactionSimulation(seed);
        try {
            return simulation.run();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + simulation.story(), e);
        }
    }
}
