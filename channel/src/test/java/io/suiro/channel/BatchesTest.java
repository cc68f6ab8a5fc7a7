package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** Channels whose messages are several records. */
@QuarkusTest
class BatchesTest {
    @ApplicationScoped
    static class Methods {
        private final Seen seen;

        Methods(Seen seen) {
            this.seen = seen;
        }

        @Incoming("batch-payloads")
        void payloads(List<Order> orders) {
            orders.forEach(order -> seen.add("batch-payloads", order));
        }

        @Incoming("batch-letters")
        void letter(ConsumerRecord<String, String> record) {
            seen.add("batch-letters", record.value());
        }

        @Incoming("batch-messages")
        CompletionStage<Void> message(Message<List<Order>> batch) {
            IncomingKafkaRecordBatchMetadata<?, ?> metadata =
                    batch.getMetadata(IncomingKafkaRecordBatchMetadata.class).orElseThrow();
            assertThat(metadata.getRecords().count())
                    .isEqualTo(batch.getPayload().size());
            batch.getPayload().forEach(order -> seen.add("batch-messages", order));
            return batch.ack();
        }

        @Incoming("batch-records")
        void records(List<ConsumerRecord<String, Order>> records) {
            records.forEach(record -> seen.add(
                    "batch-records", record.key() + "=" + record.value().amount()));
        }
    }

    @Inject
    @Channel("batches-out")
    Emitter<Object> emitter;

    @Inject
    Seen seen;

    @Test
    void ofABatchOnlyTheRecordIsRefusedThatCannotBeRead() {
        send("batch-payloads", new Order("a", 1));
        send("batch-payloads", "nonsense");
        send("batch-payloads", new Order("b", 2));
        assertThat(seen.await("batch-payloads", 2)).containsExactly(new Order("a", 1), new Order("b", 2));
        assertThat(seen.await("batch-letters", 1)).containsExactly("nonsense");
    }

    @Test
    void messages() {
        for (int i = 0; i < 1_200; i++) {
            send("batch-messages", new Order("a", i));
        }
        await().until(() -> seen.of("batch-messages").size() >= 1_200);
        assertThat(seen.of("batch-messages")).hasSize(1_200).endsWith(new Order("a", 1_199));
    }

    @Test
    void records() {
        send("batch-records", new Order("a", 1));
        send("batch-records", new Order("b", 2));
        assertThat(seen.await("batch-records", 2)).containsExactly("key=1", "key=2");
    }

    private void send(String topic, Object payload) {
        emitter.send(Message.of(payload)
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(topic)
                        .withKey("key")
                        .build()));
    }
}
