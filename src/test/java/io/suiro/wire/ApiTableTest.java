package io.suiro.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class ApiTableTest {
    @Test
    void onDemandItsHandlersAreMadeOnce() {
        AtomicInteger made = new AtomicInteger();
        ApiTable table = ApiTable.onDemand(
                () -> {
                    made.incrementAndGet();
                    return List.of();
                },
                WireObserver.NONE);
        assertThat(made).hasValue(0);

        assertThat(table.handler(ApiKeys.API_VERSIONS.id)).isInstanceOf(ApiVersionsHandler.class);
        assertThat(table.handlers()).hasSize(1);
        assertThat(made).hasValue(1);
    }
}
