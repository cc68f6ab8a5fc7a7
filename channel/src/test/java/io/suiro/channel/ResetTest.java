package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.suiro.broker.Topics;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.embedded.EmbeddedBroker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** An application whose channels stay, with a reset before each test; {@code auto.offset.reset} is {@code latest}, as it is by default. */
@QuarkusTest
class ResetTest {
    @ApplicationScoped
    static class Till {
        private final List<Long> offsets = new CopyOnWriteArrayList<>();
        private final List<Order> orders = new CopyOnWriteArrayList<>();

        @Incoming("till")
        CompletionStage<Void> take(Message<Order> message) {
            offsets.add(message.getMetadata(IncomingKafkaRecordMetadata.class)
                    .orElseThrow()
                    .getOffset());
            orders.add(message.getPayload());
            return message.ack();
        }

        List<Long> offsets() {
            return offsets;
        }

        List<Order> orders() {
            return orders;
        }

        void forget() {
            offsets.clear();
            orders.clear();
        }
    }

    @Inject
    @Channel("till-out")
    Emitter<Order> emitter;

    @Inject
    Till till;

    @Inject
    EmbeddedBroker broker;

    @BeforeEach
    void begin() {
        broker.reset();
        till.forget();
    }

    @RepeatedTest(5)
    void onlyWhatWasSentAfterwardsArrivesAndOffsetsBeginAgain() {
        assertThat(broker.topic("till").records()).isEmpty();
        emitter.send(new Order("first", 1));
        emitter.send(new Order("second", 2));
        assertThat(broker.topic("till").await(2)).hasSize(2);
        await().untilAsserted(
                        () -> assertThat(till.orders()).extracting(Order::id).containsExactly("first", "second"));
        assertThat(till.offsets()).containsExactly(0L, 1L);
    }

    @Test
    void theGroupHasCommittedNothingAndTheTopicHasAsManyPartitionsAsBefore() {
        Topics topics = broker.broker().topics();
        topics.createPartitions(new CreatePartitions("till", 3, null, false))
                .toCompletableFuture()
                .join()
                .orThrow();
        emitter.send(new Order("first", 1));
        broker.topic("till").await(1);
        broker.reset();
        assertThat(broker.topic("till").committedBy("till-group")).isEmpty();
        assertThat(topics.hasPartition("till", 2)).isTrue();
        assertThat(topics.hasPartition("till", 3)).isFalse();
        broker.topic("till").sendTo(2, null, "{\"id\":\"last\",\"amount\":1}");
        await().untilAsserted(
                        () -> assertThat(till.orders()).extracting(Order::id).contains("last"));
    }
}
