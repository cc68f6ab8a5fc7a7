package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.txn.ProducerIdAndEpoch;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * EndTxn, versions 0 to 5: commit or abort.
 *
 * <p>2 PRODUCER_FENCED · 3 flexible · 4 TRANSACTION_ABORTABLE · 5 transactions v2: the epoch is bumped, and told (KIP-890).
 */
public final class EndTxnHandler implements ApiHandler<EndTxnRequestData, EndTxnResponseData> {
    private static final int FIRST_WITH_PRODUCER_FENCED = 2;
    private static final int FIRST_OF_TRANSACTIONS_V2 = 5;

    private final TransactionCoordinator coordinator;

    public EndTxnHandler(TransactionCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.END_TXN;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 5;
    }

    @Override
    public CompletionStage<EndTxnResponseData> handle(EndTxnRequestData request, RequestContext context) {
        TransactionalIds.check(request.transactionalId());
        CompletionStage<ProducerIdAndEpoch> ended = coordinator.end(
                request.transactionalId(),
                new ProducerIdAndEpoch(request.producerId(), request.producerEpoch()),
                request.committed(),
                context.apiVersion() >= FIRST_OF_TRANSACTIONS_V2 ? 2 : 0);
        return FencedProducer.forVersion(ended, context.apiVersion(), FIRST_WITH_PRODUCER_FENCED)
                .thenApply(next -> new EndTxnResponseData()
                        .setProducerId(next.producerId())
                        .setProducerEpoch(next.producerEpoch()));
    }
}
