package io.suiro.orders.together;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.orders.shop.Wish;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From REST to REST, through both applications. */
@QuarkusTest
class TogetherTest {
    @Inject
    EmbeddedBroker broker;

    @BeforeEach
    void begin() {
        broker.reset();
    }

    @Test
    void anOrderIsShipped() {
        String id = place("tea", 3);
        awaitState(id, "shipped");
        assertThat(broker.topic("shipments").records()).hasSize(1);
    }

    @Test
    void anOrderThatCannotBeShippedIsRefusedWithTheReason() {
        String id = place("gold", 1);
        awaitState(id, "refused: of gold there are 0, not 1");
        assertThat(broker.topic("shipments").records()).isEmpty();
    }

    private static String place(String item, int quantity) {
        return given().contentType(ContentType.JSON)
                .body(new Wish("alice", item, quantity))
                .post("/orders")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static void awaitState(String id, String state) {
        await().untilAsserted(() -> given().get("/orders/" + id).then().body("state", is(state)));
    }
}
