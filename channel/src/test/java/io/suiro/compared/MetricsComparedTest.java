package io.suiro.compared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.micrometer.runtime.binder.reactivemessaging.MicrometerObservationCollector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Quarkus counts of channels where the application has Micrometer. */
class MetricsComparedTest {
    private static final String IN = "mp.messaging.incoming.in.";
    private static final String OUT = "mp.messaging.outgoing.out.";

    @TempDir
    Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void begin() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void end() {
        Metrics.removeRegistry(registry);
        Metrics.globalRegistry.clear();
    }

    @ParameterizedTest
    @EnumSource
    void messagesAndTheirAnswersAreCountedByChannel(Compared connector) {
        try (Compared.Running running = connector.start(
                List.of(PassingOn.class, MicrometerObservationCollector.class),
                directory,
                Map.of(
                        IN + "topic", "orders",
                        IN + "group.id", "clerks",
                        IN + "auto.offset.reset", "earliest",
                        IN + "graceful-shutdown", "false",
                        IN + "failure-strategy", "ignore",
                        OUT + "topic", "invoices"))) {
            running.broker().topic("orders").send("good");
            running.broker().topic("orders").send("bad");
            running.broker().topic("orders").send("better");
            running.broker().topic("invoices").await(2);
            await().untilAsserted(() -> {
                assertThat(count("count", "in")).isEqualTo(3);
                assertThat(count("acks", "in")).isEqualTo(2);
                assertThat(count("failures", "in")).isEqualTo(1);
                assertThat(registry.get("quarkus.messaging.message.duration")
                                .tag("channel", "in")
                                .timer()
                                .count())
                        .isEqualTo(3);
                assertThat(count("count", "out")).isEqualTo(2);
                assertThat(count("acks", "out")).isEqualTo(2);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBatchIsOneMessage(Compared connector) {
        try (Compared.Running running = connector.start(
                List.of(Counting.class, MicrometerObservationCollector.class),
                directory,
                Map.of(
                        IN + "topic", "orders",
                        IN + "group.id", "clerks",
                        IN + "auto.offset.reset", "earliest",
                        IN + "graceful-shutdown", "false",
                        IN + "batch", "true"))) {
            for (int i = 0; i < 10; i++) {
                running.broker().topic("orders").send("good");
            }
            Counting counting = running.application().bean(Counting.class);
            await().until(() -> counting.records() == 10);
            await().untilAsserted(() -> {
                assertThat(count("count", "in")).isEqualTo(counting.batches());
                assertThat(count("acks", "in")).isEqualTo(counting.batches());
            });
        }
    }

    private double count(String what, String channel) {
        Counter counter = registry.find("quarkus.messaging.message." + what)
                .tag("channel", channel)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
