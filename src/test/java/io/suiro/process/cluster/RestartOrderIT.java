package io.suiro.process.cluster;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All brokers are killed at once, under load, and come back in every order there is. */
class RestartOrderIT {
    /** By place among the brokers. */
    private static final List<List<Integer>> ORDERS = List.of(
            List.of(0, 1, 2), List.of(0, 2, 1), List.of(1, 0, 2), List.of(1, 2, 0), List.of(2, 0, 1), List.of(2, 1, 0));

    @TempDir
    Path directory;

    @Test
    void whateverTheOrderNothingIsLost() throws Exception {
        try (Scenario scenario = new Scenario(directory)) {
            for (List<Integer> order : ORDERS) {
                scenario.restartInOrder(
                        order.stream().map(scenario.nodes()::get).toList());
            }

            scenario.end();
        }
    }
}
