package io.suiro.orders.warehouse;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** The same application with the Kafka connector, over the broker's port. */
@QuarkusTest
@TestProfile(WarehouseOverKafkaTest.KafkaConnector.class)
class WarehouseOverKafkaTest extends WarehouseTest {
    public static class KafkaConnector implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("orders.connector", "smallrye-kafka");
        }
    }
}
