package io.suiro.log;

import io.suiro.base.Seeds;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransactionsSimulationTest {
    @RegisterExtension
    static final Seeds SEEDS = new Seeds("io.suiro.log", 200);

    @ParameterizedTest
    @MethodSource("io.suiro.base.Seeds#blocks")
    void aReaderOfCommittedRecordsSeesThemAllAndNoOthers(long block) {
        SEEDS.run(block, seed -> new TransactionsSimulation(seed).run());
    }
}
