package io.suiro.process.cluster;

import io.suiro.process.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All brokers are killed at once, under load, and come back in any order: each run tries half of the six that there are, others each time, or {@code suiro.orders} of them. */
class RestartOrderIT {
    private static final int TRIED = Integer.getInteger("suiro.orders", 3);
    /** By place among the brokers. */
    private static final List<List<Integer>> ORDERS = List.of(
            List.of(0, 1, 2), List.of(0, 2, 1), List.of(1, 0, 2), List.of(1, 2, 0), List.of(2, 0, 1), List.of(2, 1, 0));

    @TempDir
    Path directory;

    @Test
    void whateverTheOrderNothingIsLost() throws Exception {
        List<List<Integer>> orders = new ArrayList<>(ORDERS);
        Collections.shuffle(orders, Seed.random());
        try (Scenario scenario = new Scenario(directory)) {
            for (List<Integer> order : orders.subList(0, TRIED)) {
                scenario.restartInOrder(
                        order.stream().map(scenario.nodes()::get).toList());
            }

            scenario.end();
        }
    }
}
