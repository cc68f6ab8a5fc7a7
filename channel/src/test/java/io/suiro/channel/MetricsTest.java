package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** What Quarkus counts of each channel, with Micrometer. */
@QuarkusTest
@TestProfile(MetricsTest.WithMicrometer.class)
class MetricsTest {
    public static class WithMicrometer implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.micrometer.enabled", "true");
        }
    }

    @ApplicationScoped
    static class Methods {
        private final Seen seen;

        Methods(Seen seen) {
            this.seen = seen;
        }

        @Produces
        @Singleton
        static SimpleMeterRegistry registry() {
            return new SimpleMeterRegistry();
        }

        @Incoming("metered")
        void take(Order order) {
            seen.add("metered", order);
            if (order.amount() < 0) {
                throw new IllegalStateException("negative");
            }
        }

        @Incoming("metered-batches")
        void take(List<Order> orders) {
            orders.forEach(order -> seen.add("metered-batches", order));
        }
    }

    @Inject
    @Channel("metered-out")
    Emitter<Order> emitter;

    @Inject
    Seen seen;

    @Inject
    SimpleMeterRegistry registry;

    @Test
    void messagesAndTheirAnswersAreCountedByChannel() throws Exception {
        send("metered", new Order("a", 1));
        send("metered", new Order("b", -1));
        send("metered", new Order("c", 1));
        seen.await("metered", 3);
        await().untilAsserted(() -> {
            assertThat(count("count", "metered")).isEqualTo(3);
            assertThat(count("acks", "metered")).isEqualTo(2);
            assertThat(count("failures", "metered")).isEqualTo(1);
        });
        assertThat(count("acks", "metered-out"))
                .isEqualTo(count("count", "metered-out"))
                .isGreaterThanOrEqualTo(3);
        Timer duration = registry.get("quarkus.messaging.message.duration")
                .tag("channel", "metered")
                .timer();
        assertThat(duration.count()).isEqualTo(3);
        assertThat(duration.totalTime(TimeUnit.SECONDS)).isPositive();
    }

    @Test
    void aBatchIsOneMessage() throws Exception {
        for (int i = 0; i < 10; i++) {
            send("metered-batches", new Order("a", i));
        }
        seen.await("metered-batches", 10);
        await().untilAsserted(() -> assertThat(count("acks", "metered-batches"))
                .isEqualTo(count("count", "metered-batches"))
                .isBetween(1.0, 10.0));
    }

    private void send(String topic, Order order) {
        emitter.send(Message.of(order)
                .addMetadata(
                        OutgoingKafkaRecordMetadata.builder().withTopic(topic).build()));
    }

    private double count(String what, String channel) {
        Counter counter = registry.find("quarkus.messaging.message." + what)
                .tag("channel", channel)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
