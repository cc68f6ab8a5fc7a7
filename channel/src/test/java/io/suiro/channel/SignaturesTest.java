package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Broadcast;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.vertx.core.Context;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.junit.jupiter.api.Test;

/** The ways in which an application may say that it takes and gives messages. */
@QuarkusTest
class SignaturesTest {
    @ApplicationScoped
    static class Methods {
        private final Seen seen;

        Methods(Seen seen) {
            this.seen = seen;
        }

        @Incoming("numbers-in")
        @Outgoing("doubled-out")
        int twice(int number) {
            return 2 * number;
        }

        @Incoming("doubled")
        Uni<Void> doubled(Integer number) {
            seen.add("doubled", number);
            return Uni.createFrom().voidItem();
        }

        @Incoming("lines")
        @Outgoing("words-out")
        Multi<String> split(Multi<String> lines) {
            return lines.onItem().transformToIterable(line -> List.of(line.split(" ")));
        }

        @Incoming("words")
        CompletionStage<Void> word(String word) {
            seen.add("words", word);
            return CompletableFuture.completedStage(null);
        }

        @Incoming("messages")
        CompletionStage<Void> message(Message<Order> message) {
            seen.add("messages", message.getPayload());
            return message.ack();
        }

        @Incoming("messages-through")
        @Outgoing("messages-through-out")
        @Acknowledgment(Acknowledgment.Strategy.MANUAL)
        Message<Order> through(Message<Order> message) {
            return message.withPayload(new Order(message.getPayload().id(), 0));
        }

        @Incoming("messages-through-out")
        void throughout(Order order) {
            seen.add("messages-through", order);
        }

        @Incoming("blocking")
        @Blocking
        void blocking(String text) {
            seen.add("blocking", text);
            seen.add("blocking-threads", Context.isOnEventLoopThread());
        }

        @Incoming("virtual")
        @RunOnVirtualThread
        void virtual(String text) {
            seen.add("virtual", text);
            seen.add("virtual-threads", Thread.currentThread().isVirtual());
        }

        @Outgoing("generated-out")
        Multi<Integer> generate() {
            return Multi.createFrom().range(0, 2_000);
        }

        @Incoming("generated")
        void generated(Integer number) {
            seen.add("generated", number);
        }

        @Incoming("awaited")
        void awaited(String text) {
            seen.add("awaited", text);
        }

        @Incoming("cast")
        void castFirst(String text) {
            seen.add("cast-1", text);
        }

        @Incoming("cast")
        void castSecond(String text) {
            seen.add("cast-2", text);
        }

        @Incoming("news-a")
        void newsForA(String text) {
            seen.add("news-a", text);
        }

        @Incoming("news-b")
        void newsForB(String text) {
            seen.add("news-b", text);
        }

        @Incoming("many")
        void many(String text) {
            seen.add("many", text);
        }

        @Incoming("matching")
        void matching(String text) {
            seen.add("matching", text);
        }

        @Incoming("for-both")
        @Outgoing("to-both-a")
        @Outgoing("to-both-b")
        @Broadcast
        String both(String text) {
            return text;
        }

        @Incoming("both-a")
        void bothForA(String text) {
            seen.add("both-a", text);
        }

        @Incoming("both-b")
        void bothForB(String text) {
            seen.add("both-b", text);
        }
    }

    @Inject
    @Channel("signatures-out")
    Emitter<Object> emitter;

    @Inject
    @Channel("awaited-out")
    MutinyEmitter<String> mutiny;

    @Inject
    @Channel("injected")
    Multi<Order> injected;

    @Inject
    Seen seen;

    @Test
    void aProcessorOfPayloads() {
        send("numbers-in", 1, 2, 3);
        assertThat(seen.await("doubled", 3)).containsExactly(2, 4, 6);
    }

    @Test
    void aProcessorOfStreams() {
        send("lines", "a b", "c", "d e f");
        assertThat(seen.await("words", 6)).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void messages() {
        send("messages", new Order("a", 1), new Order("b", 2));
        assertThat(seen.await("messages", 2)).containsExactly(new Order("a", 1), new Order("b", 2));
        send("messages-through", new Order("a", 1));
        assertThat(seen.await("messages-through", 1)).containsExactly(new Order("a", 0));
    }

    @Test
    void blockingMethodsRunInOrderAndNotOnAnEventLoop() {
        send("blocking", "a", "b", "c");
        assertThat(seen.await("blocking", 3)).containsExactly("a", "b", "c");
        assertThat(seen.await("blocking-threads", 3)).containsOnly(false);
    }

    @Test
    void methodsOnVirtualThreads() {
        send("virtual", "a", "b", "c");
        assertThat(seen.await("virtual", 3)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(seen.await("virtual-threads", 3)).containsOnly(true);
    }

    @Test
    void aSourceOfMoreThanMayBeUnderWay() {
        assertThat(seen.await("generated", 2_000)).startsWith(0, 1, 2).endsWith(1_999);
    }

    @Test
    void anEmitterThatWaits() {
        mutiny.sendAndAwait("a");
        mutiny.send("b").await().indefinitely();
        mutiny.sendMessageAndAwait(Message.of("c"));
        assertThat(seen.await("awaited", 3)).containsExactly("a", "b", "c");
    }

    @Test
    void anInjectedStream() {
        CompletableFuture<List<Order>> two =
                injected.select().first(2).collect().asList().subscribeAsCompletionStage();
        send("injected", new Order("a", 1), new Order("b", 2));
        assertThat(two).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(List.of(new Order("a", 1), new Order("b", 2)));
    }

    @Test
    void severalMethodsOfOneChannel() {
        send("cast", "a", "b");
        assertThat(seen.await("cast-1", 2)).containsExactly("a", "b");
        assertThat(seen.await("cast-2", 2)).containsExactly("a", "b");
    }

    @Test
    void aMethodForSeveralChannels() {
        send("for-both", "a", "b");
        assertThat(seen.await("both-a", 2)).containsExactly("a", "b");
        assertThat(seen.await("both-b", 2)).containsExactly("a", "b");
    }

    @Test
    void severalGroupsOnOneTopic() {
        send("news", "a", "b");
        assertThat(seen.await("news-a", 2)).containsExactly("a", "b");
        assertThat(seen.await("news-b", 2)).containsExactly("a", "b");
    }

    @Test
    void oneChannelOnSeveralTopics() {
        send("many-1", "a");
        send("many-2", "b");
        assertThat(seen.await("many", 2)).containsExactlyInAnyOrder("a", "b");
        assertThat(seen.await("matching", 2)).containsExactlyInAnyOrder("a", "b");
    }

    private void send(String topic, Object... payloads) {
        for (Object payload : payloads) {
            emitter.send(Message.of(payload)
                    .addMetadata(OutgoingKafkaRecordMetadata.builder()
                            .withTopic(topic)
                            .build()));
        }
    }
}
