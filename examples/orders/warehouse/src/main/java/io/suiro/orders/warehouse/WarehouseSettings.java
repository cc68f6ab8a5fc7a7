package io.suiro.orders.warehouse;

import io.smallrye.config.ConfigMapping;
import java.util.Map;

/** What is on the shelves when the warehouse opens: {@code warehouse.stock.ITEM}. */
@ConfigMapping(prefix = "warehouse")
interface WarehouseSettings {
    Map<String, Integer> stock();
}
