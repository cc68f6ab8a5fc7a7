package io.suiro.orders.warehouse;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** From orders to shipments. What it throws sends the order to the dead letters, and the next one is packed. */
@ApplicationScoped
class Packing {
    private final Shelves shelves;

    Packing(Shelves shelves) {
        this.shelves = shelves;
    }

    @Incoming("orders")
    @Outgoing("shipments-out")
    Shipment pack(Order order) {
        shelves.take(order.item(), order.quantity());
        return new Shipment(order.id(), order.item(), order.quantity());
    }
}
