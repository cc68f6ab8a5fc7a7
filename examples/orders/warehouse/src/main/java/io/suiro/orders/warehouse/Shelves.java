package io.suiro.orders.warehouse;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How much there is of each item, in memory. */
@ApplicationScoped
class Shelves {
    private final Map<String, Integer> stock;

    Shelves(WarehouseSettings settings) {
        this.stock = new ConcurrentHashMap<>(settings.stock());
    }

    /**
     * Takes so many.
     *
     * @throws OutOfStockException if there are fewer
     */
    void take(String item, int quantity) {
        stock.compute(item, (name, count) -> {
            if (count == null || count < quantity) {
                throw new OutOfStockException(
                        "of %s there are %d, not %d".formatted(item, count == null ? 0 : count, quantity));
            }
            return count - quantity;
        });
    }
}
