package io.suiro.orders.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** What has become of each order, in memory. */
@ApplicationScoped
public class OrderBook {
    private final Map<String, String> states = new ConcurrentHashMap<>();

    void placed(Order order) {
        states.put(order.id(), "placed");
    }

    Optional<Status> find(String id) {
        return Optional.ofNullable(states.get(id)).map(state -> new Status(id, state));
    }

    @Incoming("shipments")
    void shipped(Shipment shipment) {
        states.put(shipment.orderId(), "shipped");
    }

    /** The warehouse's dead letters: the order as it was, with headers that tell why. */
    @Incoming("refused")
    CompletionStage<Void> refused(Message<Order> message) {
        String reason = message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(metadata -> metadata.getHeaders().lastHeader("dead-letter-reason"))
                .map(OrderBook::text)
                .orElse("for no reason given");
        states.put(message.getPayload().id(), "refused: " + reason);
        return message.ack();
    }

    private static String text(Header header) {
        return new String(header.value(), UTF_8);
    }
}
