package io.suiro.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;

import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.suiro.process.FreePorts;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;

/** A broker alone in the application that Quarkus has built, and its admin door: the tests of one profile share both. */
final class AdminApi {
    private static final int OK = 200;

    private AdminApi() {}

    /** Of the application that is under test. */
    static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    /** Kafka's. */
    static int port() {
        return ConfigProvider.getConfig().getValue("suiro.wire.port", Integer.class);
    }

    /** Opens the broker unless another test has. */
    static void open(BrokerLifecycle lifecycle) throws IOException {
        if (get("/q/health/started").statusCode() != OK) {
            lifecycle.start();
        }
    }

    /** A request, whose answer is to have a status that the OpenAPI document knows of. */
    static RequestSpecification api() {
        return given().basePath("/api/v1/").contentType(ContentType.JSON).filter(new DocumentedStatuses());
    }

    /** A problem, with the field that is to blame. */
    static ValidatableResponse refused(Response response, int status, String kafkaError, @Nullable String field) {
        return response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", Matchers.equalTo(status))
                .body("kafkaError", Matchers.equalTo(kafkaError))
                .body("field", Matchers.equalTo(field));
    }

    /** A problem of which no field is to blame. */
    static ValidatableResponse refused(Response response, int status, String kafkaError) {
        return refused(response, status, kafkaError, null);
    }

    /** As {@link ProbesAndMetricsTest.FreePorts}, but on a Kafka port that tests can know. */
    public static final class OnePort implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(new ProbesAndMetricsTest.FreePorts().getConfigOverrides());
            overrides.put("suiro.wire.port", Integer.toString(FreePorts.next()));
            overrides.put("suiro.metrics.group-lag-interval", "200ms");
            return overrides;
        }
    }
}
