package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.ConstraintViolationException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;

/** Payloads that are not sent, or not taken: unreadable, thrown at, or violating constraints. */
@QuarkusTest
class RefusalTest {
    @ApplicationScoped
    static class Methods {
        private final Seen seen;

        Methods(Seen seen) {
            this.seen = seen;
        }

        @Incoming("undecodable")
        void undecodable(Order order) {
            seen.add("undecodable", order);
        }

        @Incoming("thrown")
        void thrown(Order order) {
            if (order.amount() < 0) {
                throw new IllegalStateException("negative");
            }
            seen.add("thrown", order);
        }

        @Incoming("broken")
        void broken(Order order) {
            throw new IllegalStateException("broken " + order.id());
        }

        @Incoming("priced")
        void priced(Priced priced) {
            seen.add("priced", priced);
        }

        @Incoming("checked")
        void checked(Priced priced) {
            seen.add("checked", priced);
        }

        @Incoming("refusal-letters")
        void letter(ConsumerRecord<String, String> letter) {
            seen.add(header(letter, "dead-letter-topic") + "-letters", letter);
        }
    }

    @Inject
    @Channel("refusals-out")
    Emitter<Object> emitter;

    @Inject
    @Channel("priced-out")
    Emitter<Priced> priced;

    @Inject
    @Channel("unchecked-out")
    Emitter<Priced> unchecked;

    @Inject
    @Connector("suiro")
    SuiroConnector connector;

    @Inject
    Seen seen;

    @Test
    void whatIsNoJsonGoesToTheDeadLettersAndTheRestGoesOnInOrder() {
        send("undecodable", "nonsense");
        send("undecodable", new Order("a", 1));
        send("undecodable", "[]");
        send("undecodable", new Order("b", 2));
        assertThat(seen.await("undecodable", 2)).containsExactly(new Order("a", 1), new Order("b", 2));
        assertThat(seen.await("undecodable-letters", 2))
                .extracting(RefusalTest::value)
                .containsExactly("nonsense", "[]");
        assertThat(header(seen.of("undecodable-letters").getFirst(), "dead-letter-reason"))
                .startsWith("not a io.suiro.channel.Order in JSON: ");
        assertThat(header(seen.of("undecodable-letters").getLast(), "dead-letter-offset"))
                .isEqualTo("2");
    }

    @Test
    void whatAMethodThrowsAtGoesToTheDeadLetters() {
        send("thrown", new Order("a", 1));
        send("thrown", new Order("b", -1));
        send("thrown", new Order("c", 2));
        assertThat(seen.await("thrown", 2)).containsExactly(new Order("a", 1), new Order("c", 2));
        Object letter = seen.await("thrown-letters", 1).getFirst();
        assertThat(header(letter, "dead-letter-reason")).isEqualTo("negative");
        assertThat(header(letter, "dead-letter-exception-class-name")).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void aChannelThatHasFailedIsDownInHealth() {
        assertThat(channel(connector.getLiveness(), "broken").isOk()).isTrue();
        send("broken", new Order("a", 1));
        await().untilAsserted(() -> assertThat(channel(connector.getLiveness(), "broken"))
                .matches(info -> !info.isOk() && info.getMessage().equals("failed: broken a")));
        assertThat(channel(connector.getReadiness(), "broken").isOk()).isFalse();
        assertThat(channel(connector.getLiveness(), "undecodable").getMessage()).isEqualTo("joined, partitions: 1");
    }

    @Test
    void aViolationIsToldAndNothingIsAppended() throws Exception {
        assertThat(priced.send(new Priced(" ", 0)).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(ConstraintViolationException.class)
                .withMessageContaining("id must not be blank, price must be greater than 0");
        priced.send(new Priced("a", 1)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(seen.await("priced", 1)).containsExactly(new Priced("a", 1));
    }

    @Test
    void aViolationIsRefusedOnReading() {
        unchecked.send(new Priced("", 1));
        unchecked.send(new Priced("a", 1));
        assertThat(seen.await("checked", 1)).containsExactly(new Priced("a", 1));
        Object letter = seen.await("checked-letters", 1).getFirst();
        assertThat(header(letter, "dead-letter-reason")).isEqualTo("id must not be blank");
        assertThat(value(letter)).isEqualTo("{\"id\":\"\",\"price\":1}");
    }

    private void send(String topic, Object payload) {
        emitter.send(Message.of(payload)
                .addMetadata(
                        OutgoingKafkaRecordMetadata.builder().withTopic(topic).build()));
    }

    private static HealthReport.ChannelInfo channel(HealthReport report, String name) {
        return report.getChannels().stream()
                .filter(channel -> channel.getChannel().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Object value(Object record) {
        return ((ConsumerRecord<?, ?>) record).value();
    }

    private static String header(Object record, String name) {
        return new String(
                ((ConsumerRecord<?, ?>) record).headers().lastHeader(name).value(), UTF_8);
    }
}
