package io.suiro.orders.shop;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.suiro.embedded.EmbeddedBroker;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shop alone: the test is its warehouse. */
@QuarkusTest
class ShopTest {
    @Inject
    EmbeddedBroker broker;

    @BeforeEach
    void begin() {
        broker.reset();
    }

    @Test
    void anOrderIsInTheLogOnceItIsAccepted() {
        String id = place("alice", "tea", 2).statusCode(202).extract().path("id");
        assertThat(broker.topic("orders").records()).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("alice");
            assertThat(record.value())
                    .isEqualTo("{\"id\":\"%s\",\"customer\":\"alice\",\"item\":\"tea\",\"quantity\":2}".formatted(id));
        });
    }

    @Test
    void anOrderThatBreaksAConstraintIsNot() {
        place("alice", "tea", 0).statusCode(400);
        assertThat(broker.topic("orders").records()).isEmpty();
    }

    @Test
    void aCustomerSeesTheShipment() {
        String id = place("bob", "tea", 1).extract().path("id");
        broker.topic("shipments").send("bob", "{\"orderId\":\"%s\"}".formatted(id));
        await().untilAsserted(() ->
                given().get("/orders/" + id).then().statusCode(200).body("state", is("shipped")));
    }

    private static ValidatableResponse place(String customer, String item, int quantity) {
        return given().contentType(ContentType.JSON)
                .body(new Wish(customer, item, quantity))
                .post("/orders")
                .then();
    }
}
