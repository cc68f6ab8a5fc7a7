package io.suiro.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Passes records on one by one, and stops in the middle of its tenth transaction until it is let go. */
@ApplicationScoped
public class Held {
    @Inject
    @Channel("out")
    KafkaTransactions<String> transactions;

    private final AtomicInteger calls = new AtomicInteger();
    private final CompletableFuture<String> sent = new CompletableFuture<>();
    private final CompletableFuture<Void> gate = new CompletableFuture<>();

    @Incoming("in")
    Uni<Void> pass(Message<String> record) {
        boolean held = calls.incrementAndGet() == 10;
        return transactions.withTransactionAndAck(record, emitter -> {
            String text = "passed on " + record.getPayload();
            emitter.send(text);
            if (!held) {
                return Uni.createFrom().voidItem();
            }
            sent.complete(text);
            return Uni.createFrom().completionStage(gate);
        });
    }

    /** What it has sent in the transaction that it stays in, once it does. */
    public String awaitHeld() throws Exception {
        return sent.get(30, TimeUnit.SECONDS);
    }

    public void letGo() {
        gate.complete(null);
    }

    /** How often it was given a record. */
    public int calls() {
        return calls.get();
    }
}
