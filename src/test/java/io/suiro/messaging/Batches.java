package io.suiro.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Passes batches on, and fails at every third, the first of them included, after it has sent it. */
@ApplicationScoped
public class Batches {
    @Inject
    @Channel("out")
    KafkaTransactions<String> transactions;

    private final AtomicInteger calls = new AtomicInteger();

    @Incoming("in")
    Uni<Void> pass(Message<List<String>> batch) {
        boolean fails = calls.getAndIncrement() % 3 == 0;
        return transactions.withTransactionAndAck(batch, emitter -> {
            batch.getPayload().forEach(text -> emitter.send("passed on " + text));
            return fails
                    ? Uni.createFrom().failure(new IllegalStateException("as it is meant to"))
                    : Uni.createFrom().voidItem();
        });
    }
}
