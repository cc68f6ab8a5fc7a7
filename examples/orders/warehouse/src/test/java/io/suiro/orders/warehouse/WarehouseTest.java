package io.suiro.orders.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.TopicRecord;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The warehouse alone: the test is its shop. */
@QuarkusTest
class WarehouseTest {
    @Inject
    EmbeddedBroker broker;

    @BeforeEach
    void begin() {
        broker.reset();
    }

    @Test
    void whatIsOrderedIsShippedUnderTheSameKey() {
        broker.topic("orders").send("alice", "{\"id\":\"1\",\"item\":\"tea\",\"quantity\":2}");
        assertThat(broker.topic("shipments").await(1)).singleElement().satisfies(shipment -> {
            assertThat(shipment.key()).isEqualTo("alice");
            assertThat(shipment.value()).isEqualTo("{\"orderId\":\"1\",\"item\":\"tea\",\"quantity\":2}");
        });
    }

    @Test
    void whatIsNotThereIsRefusedAndTheNextOrderIsShipped() {
        broker.topic("orders").send("bob", "{\"id\":\"2\",\"item\":\"gold\",\"quantity\":1}");
        broker.topic("orders").send("bob", "{\"id\":\"3\",\"item\":\"tea\",\"quantity\":1}");
        TopicRecord refused = broker.topic("orders-refused").await(1).getFirst();
        assertThat(refused.value()).isEqualTo("{\"id\":\"2\",\"item\":\"gold\",\"quantity\":1}");
        assertThat(refused.headers()).containsEntry("dead-letter-reason", "of gold there are 0, not 1");
        assertThat(broker.topic("shipments").await(1).getFirst().value()).contains("\"orderId\":\"3\"");
    }
}
