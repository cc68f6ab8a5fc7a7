package io.suiro.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Passes records on one by one, and fails at every twentieth, the first of them included, after it has sent it. */
@ApplicationScoped
public class Records {
    @Inject
    @Channel("out")
    KafkaTransactions<String> transactions;

    private final AtomicInteger calls = new AtomicInteger();

    @Incoming("in")
    Uni<Void> pass(Message<String> record) {
        boolean fails = calls.getAndIncrement() % 20 == 0;
        return transactions.withTransactionAndAck(record, emitter -> {
            emitter.send("passed on " + record.getPayload());
            return fails
                    ? Uni.createFrom().failure(new IllegalStateException("as it is meant to"))
                    : Uni.createFrom().voidItem();
        });
    }
}
