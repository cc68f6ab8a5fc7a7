package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Test;

/** A fresh application with one emitter and one method, and no configuration at all. */
@QuarkusTest
class OneChannelTest {
    @ApplicationScoped
    static class Shop {
        private final List<Order> orders = new CopyOnWriteArrayList<>();

        @Incoming("orders")
        void take(Order order) {
            orders.add(order);
        }

        List<Order> orders() {
            return orders;
        }
    }

    @Inject
    @Channel("orders-out")
    Emitter<Order> emitter;

    @Inject
    Shop shop;

    @Inject
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Test
    void whatIsSentArrivesInOrderAndIsInTheLogForAnyClient() throws Exception {
        for (int i = 0; i < 100; i++) {
            emitter.send(new Order("order-" + i, i)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        await().untilAsserted(() -> assertThat(shop.orders()).hasSize(100));
        assertThat(shop.orders()).extracting(Order::amount).isSorted();
        try (KafkaConsumer<String, String> plain = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "group.id", "plain", "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            plain.subscribe(List.of("orders"));
            await().untilAsserted(() -> assertThat(plain.poll(Duration.ofMillis(100)))
                    .anySatisfy(record -> assertThat(record.value()).isEqualTo("{\"id\":\"order-0\",\"amount\":0}")));
        }
    }
}
