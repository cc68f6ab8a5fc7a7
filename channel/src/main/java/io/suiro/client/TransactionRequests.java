package io.suiro.client;

import io.suiro.broker.Broker;
import io.suiro.broker.Transactions;
import io.suiro.coordinator.txn.ProducerIdAndEpoch;
import io.suiro.error.Refused;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a transactional producer asks its coordinator, in this process or on another broker. Fails with {@link Refused}: as {@link
 * io.suiro.coordinator.txn.TransactionCoordinator}, COORDINATOR_NOT_AVAILABLE, and NETWORK_EXCEPTION, after which nobody knows what has been done. Any thread.
 */
final class TransactionRequests {
    /** Transactions v2 (KIP-890). */
    private static final int TRANSACTION_VERSION = 2;

    private static final short INIT_VERSION = 5;
    private static final short END_VERSION = 5;

    private final ClusterView cluster;
    private final Transactions transactions;
    private final String transactionalId;
    private final RemoteBrokers remotes;

    TransactionRequests(Broker broker, String transactionalId) {
        this.cluster = ClusterView.of(broker);
        this.transactions = broker.transactions();
        this.transactionalId = transactionalId;
        this.remotes = cluster.remotes(transactionalId);
    }

    /** Who the producer is from now on; its last transaction is over. */
    CompletionStage<ProducerIdAndEpoch> begin(int timeoutMs) {
        return ask(
                () -> transactions.coordinator().initProducerId(transactionalId, timeoutMs, ProducerIdAndEpoch.NONE),
                broker -> remotes.ask(
                                broker,
                                new InitProducerIdRequestData()
                                        .setTransactionalId(transactionalId)
                                        .setTransactionTimeoutMs(timeoutMs),
                                INIT_VERSION,
                                InitProducerIdResponseData::new)
                        .thenApply(
                                answer -> identity(answer.errorCode(), answer.producerId(), answer.producerEpoch())));
    }

    /** Who the producer is from then on. The same again comes to the same. */
    CompletionStage<ProducerIdAndEpoch> end(ProducerIdAndEpoch producer, boolean commit) {
        return ask(
                () -> transactions.coordinator().end(transactionalId, producer, commit, TRANSACTION_VERSION),
                broker -> remotes.ask(
                                broker,
                                new EndTxnRequestData()
                                        .setTransactionalId(transactionalId)
                                        .setProducerId(producer.producerId())
                                        .setProducerEpoch(producer.producerEpoch())
                                        .setCommitted(commit),
                                END_VERSION,
                                EndTxnResponseData::new)
                        .thenApply(
                                answer -> identity(answer.errorCode(), answer.producerId(), answer.producerEpoch())));
    }

    private static ProducerIdAndEpoch identity(short code, long producerId, short producerEpoch) {
        if (code != Errors.NONE.code()) {
            throw new Refused(Errors.forCode(code));
        }
        return new ProducerIdAndEpoch(producerId, producerEpoch);
    }

    private <A> CompletionStage<A> ask(Supplier<CompletionStage<A>> here, IntFunction<CompletionStage<A>> there) {
        return transactions.coordinatorOf(transactionalId).thenCompose(found -> {
            int broker = found.orThrow().id();
            return broker == cluster.self() ? here.get() : there.apply(broker);
        });
    }
}
