package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** What is sent is what is received, of each kind, without any (de)serializer being named. */
@QuarkusTest
class PayloadKindsTest {
    @ApplicationScoped
    static class Methods {
        private final Seen seen;

        Methods(Seen seen) {
            this.seen = seen;
        }

        @Incoming("kind-text")
        void text(String text) {
            seen.add("kind-text", text);
        }

        @Incoming("kind-bytes")
        void bytes(byte[] bytes) {
            seen.add("kind-bytes", new String(bytes, UTF_8));
        }

        @Incoming("kind-buffer")
        void buffer(ByteBuffer bytes) {
            seen.add("kind-buffer", UTF_8.decode(bytes).toString());
        }

        @Incoming("kind-int")
        void integer(int number) {
            seen.add("kind-int", number);
        }

        @Incoming("kind-short")
        void shorter(Short number) {
            seen.add("kind-short", number);
        }

        @Incoming("kind-long")
        void longer(Long number) {
            seen.add("kind-long", number);
        }

        @Incoming("kind-float")
        void single(Float number) {
            seen.add("kind-float", number);
        }

        @Incoming("kind-double")
        void doubled(Double number) {
            seen.add("kind-double", number);
        }

        @Incoming("kind-uuid")
        void uuid(UUID uuid) {
            seen.add("kind-uuid", uuid);
        }

        @Incoming("kind-record")
        void order(Order order) {
            seen.add("kind-record", order);
        }

        @Incoming("kind-list")
        void orders(List<Order> orders) {
            seen.add("kind-list", orders);
        }

        @Incoming("kind-map")
        void map(Map<String, Order> orders) {
            seen.add("kind-map", orders);
        }
    }

    @Inject
    @Channel("kinds-out")
    Emitter<Object> emitter;

    @Inject
    Seen seen;

    @Test
    void strings() {
        comesBack("kind-text", "grün", "");
    }

    @Test
    void bytes() {
        send("kind-bytes", "a".getBytes(UTF_8));
        assertThat(seen.await("kind-bytes", 1)).containsExactly("a");
        send("kind-buffer", UTF_8.encode("b"));
        assertThat(seen.await("kind-buffer", 1)).containsExactly("b");
    }

    @Test
    void numbers() {
        comesBack("kind-int", 4711, -1);
        comesBack("kind-short", (short) 1, Short.MIN_VALUE);
        comesBack("kind-long", 1L << 40, -1L);
        comesBack("kind-float", 1.5f, Float.MIN_VALUE);
        comesBack("kind-double", 1.5, Double.MAX_VALUE);
    }

    @Test
    void uuids() {
        comesBack("kind-uuid", UUID.randomUUID(), UUID.randomUUID());
    }

    @Test
    void whatIsWrittenAsJson() {
        comesBack("kind-record", new Order("a", 1), new Order("b", 2));
        comesBack("kind-list", List.of(new Order("a", 1)), List.of());
        comesBack("kind-map", Map.of("a", new Order("a", 1)), Map.of());
    }

    private void comesBack(String topic, Object... payloads) {
        for (Object payload : payloads) {
            send(topic, payload);
        }
        assertThat(seen.await(topic, payloads.length)).containsExactly(payloads);
    }

    private void send(String topic, Object payload) {
        emitter.send(Message.of(payload)
                .addMetadata(
                        OutgoingKafkaRecordMetadata.builder().withTopic(topic).build()));
    }
}
