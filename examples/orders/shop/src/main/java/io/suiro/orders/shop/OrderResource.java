package io.suiro.orders.shop;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.validation.Valid;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** Orders: placed by POST, looked at by GET. */
@Path("/orders")
public class OrderResource {
    private final MutinyEmitter<Order> orders;
    private final OrderBook book;

    OrderResource(@Channel("orders-out") MutinyEmitter<Order> orders, OrderBook book) {
        this.orders = orders;
        this.book = book;
    }

    /** Answers 202 once the order is in the log; orders of one customer stay in order. */
    @POST
    public Uni<Response> place(@Valid Wish wish) {
        Order order = new Order(UUID.randomUUID().toString(), wish.customer(), wish.item(), wish.quantity());
        book.placed(order);
        var key = OutgoingKafkaRecordMetadata.<String>builder()
                .withKey(order.customer())
                .build();
        return orders.sendMessage(Message.of(order, Metadata.of(key)))
                .replaceWith(() -> Response.accepted(new Status(order.id(), "placed"))
                        .location(URI.create("/orders/" + order.id()))
                        .build());
    }

    @GET
    @Path("/{id}")
    public Status status(String id) {
        return book.find(id).orElseThrow(NotFoundException::new);
    }
}
