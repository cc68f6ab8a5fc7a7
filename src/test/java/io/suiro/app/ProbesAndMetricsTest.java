package io.suiro.app;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The application as Quarkus builds it, seen over HTTP: before the broker is opened, and while it serves. */
@QuarkusTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestProfile(ProbesAndMetricsTest.FreePorts.class)
class ProbesAndMetricsTest {
    @Inject
    BrokerLifecycle lifecycle;

    @Inject
    @ConfigProperty(name = "suiro.data")
    Path data;

    private static String check(String name) {
        return "checks.find { it.name == '" + name + "' }";
    }

    @Test
    @Order(1)
    void beforeTheBrokerIsOpenProbesSaySo() {
        get("/q/health/started")
                .then()
                .statusCode(503)
                .body("checks[0].data.'logs open'", equalTo(0))
                .body("checks[0].data.phase", equalTo("finds its cluster and opens its data directory"));
        get("/q/health/ready").then().statusCode(503).body(check("started") + ".status", equalTo("DOWN"));
        get("/q/health/live").then().statusCode(200);
    }

    @Test
    @Order(2)
    void aServingBrokerIsStartedReadyAndLive() throws IOException {
        lifecycle.start();
        get("/q/health/started").then().statusCode(200).body("checks[0].name", equalTo("recovery"));
        get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.status", everyItem(equalTo("UP")))
                .body(check("metadata is current") + ".data.controller", equalTo(0))
                .body(check("metadata is current") + ".data", hasKey("controller answered ms ago"))
                .body(check("log directories are online") + ".data." + '\'' + data + '\'', equalTo("online"))
                .body(check("registered and not fenced") + ".data.'broker epoch'", greaterThan(0))
                .body(check("groups and transactions are loaded") + ".data", hasKey("partitions of groups loaded"));
        get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    @Order(3)
    void metricsCountRecordsBytesRequestsConnectionsAndGroups() {
        get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("suiro_records_in_total"))
                .body(containsString("suiro_records_out_total"))
                .body(containsString("suiro_bytes_in_bytes_total"))
                .body(containsString("suiro_bytes_out_bytes_total"))
                .body(containsString("suiro_requests_seconds_count{api=\"Produce\"}"))
                .body(containsString("suiro_request_size_bytes_count{api=\"Fetch\"}"))
                .body(containsString("suiro_connections "))
                .body(containsString("suiro_queue_wait_seconds_bucket{lane=\"partitions\",le=\"0.001\"}"))
                .body(containsString("suiro_log_flush_seconds_count"))
                .body(containsString("suiro_group_rebalances_total{type=\"classic\"}"))
                .body(containsString("jvm_memory_used_bytes"))
                .body(containsString("jvm_gc_"))
                .body(containsString("suiro_groups "))
                .body(containsString("suiro_share_records_in_flight "))
                .body(containsString("suiro_share_acknowledgements_total{type=\"accept\"}"))
                .body(containsString("suiro_log_directories_offline "));
    }

    /** A broker on ports of its own and an empty directory; the beans of the connector that other tests need are not its. */
    public static final class FreePorts implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                return Map.of(
                        "suiro.data", Files.createTempDirectory("suiro").toString(),
                        "suiro.wire.port", "0",
                        "quarkus.http.test-port", "0",
                        "quarkus.arc.exclude-types", "io.suiro.messaging.**",
                        "quarkus.arc.exclude-dependency.provider.group-id", "io.smallrye.reactive",
                        "quarkus.arc.exclude-dependency.provider.artifact-id", "smallrye-reactive-messaging-provider",
                        "quarkus.arc.exclude-dependency.kafka.group-id", "io.smallrye.reactive",
                        "quarkus.arc.exclude-dependency.kafka.artifact-id", "smallrye-reactive-messaging-kafka");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
