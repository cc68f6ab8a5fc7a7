package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.suiro.base.RequestContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class WireMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WireMeters meters = new WireMeters(registry, List.of(ApiKeys.PRODUCE, ApiKeys.FETCH));

    @Test
    void openConnectionsAreThoseOpenedLessThoseClosed() {
        meters.connectionOpened(1);
        meters.connectionOpened(2);
        meters.connectionClosed(1);
        assertThat(registry.get("suiro.connections").gauge().value()).isEqualTo(1);
        assertThat(registry.get("suiro.connections.opened").counter().count()).isEqualTo(2);
    }

    @Test
    void connectionsOfBrokersAreNotThoseOfClients() {
        meters.connectionOpened(1);
        meters.connectionOpened(RequestContext.NO_CONNECTION - 1);
        assertThat(registry.get("suiro.connections").gauge().value()).isEqualTo(1);
        assertThat(registry.get("suiro.connections.brokers").gauge().value()).isEqualTo(1);
        meters.connectionClosed(RequestContext.NO_CONNECTION - 1);
        assertThat(registry.get("suiro.connections").gauge().value()).isEqualTo(1);
        assertThat(registry.get("suiro.connections.brokers").gauge().value()).isZero();
    }

    @Test
    void requestsAreTimedAndMeasuredByApi() {
        meters.requestCompleted(ApiKeys.PRODUCE, (short) 12, 100, 40, 2_000_000);
        meters.requestCompleted(ApiKeys.PRODUCE, (short) 12, 300, 40, 4_000_000);
        Timer produce = registry.get("suiro.requests").tag("api", "Produce").timer();
        assertThat(produce.count()).isEqualTo(2);
        assertThat(produce.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(6);
        assertThat(registry.get("suiro.request.size")
                        .tag("api", "Produce")
                        .summary()
                        .totalAmount())
                .isEqualTo(400);
        assertThat(registry.get("suiro.requests").tag("api", "Fetch").timer().count())
                .isZero();
    }

    @Test
    void refusalsAreCountedByErrorCode() {
        meters.requestRefused(ApiKeys.PRODUCE, Errors.INVALID_REQUIRED_ACKS);
        assertThat(registry.get("suiro.requests.refused")
                        .tags("api", "Produce", "error", "INVALID_REQUIRED_ACKS")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
