package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.ProducerIds;
import io.suiro.coordinator.txn.ProducerIdAndEpoch;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.error.Refused;
import io.suiro.record.Batch;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * InitProducerId, versions 0 to 5, for idempotent and transactional producers.
 *
 * <p>2 flexible · 3 producer id and epoch of a producer that goes on (KIP-360) · 4 PRODUCER_FENCED · 5 transactions v2
 * (KIP-890). Version 6, two-phase commit (KIP-939), is not stable in Kafka either.
 *
 * <p>Deviations: a producer without a transactional id always gets a new id.
 */
public final class InitProducerIdHandler implements ApiHandler<InitProducerIdRequestData, InitProducerIdResponseData> {
    private static final short NO_PRODUCER_EPOCH = -1;
    private static final int FIRST_WITH_PRODUCER_FENCED = 4;

    private final ProducerIds producerIds;
    private final TransactionCoordinator transactions;

    public InitProducerIdHandler(ProducerIds producerIds, TransactionCoordinator transactions) {
        this.producerIds = producerIds;
        this.transactions = transactions;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.INIT_PRODUCER_ID;
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
    public CompletionStage<InitProducerIdResponseData> handle(
            InitProducerIdRequestData request, RequestContext context) {
        if ((request.producerId() == Batch.NO_PRODUCER_ID) != (request.producerEpoch() == NO_PRODUCER_EPOCH)) {
            throw new Refused(Errors.INVALID_REQUEST, "Producer id and epoch are given both or not at all.");
        }
        String transactionalId = request.transactionalId();
        if (transactionalId == null) {
            return producerIds.next().thenApply(id -> new InitProducerIdResponseData()
                    .setProducerId(id.orThrow())
                    .setProducerEpoch((short) 0));
        }
        TransactionalIds.check(transactionalId);
        CompletionStage<ProducerIdAndEpoch> begun = transactions.initProducerId(
                transactionalId,
                request.transactionTimeoutMs(),
                new ProducerIdAndEpoch(request.producerId(), request.producerEpoch()));
        return FencedProducer.forVersion(begun, context.apiVersion(), FIRST_WITH_PRODUCER_FENCED)
                .thenApply(producer -> new InitProducerIdResponseData()
                        .setProducerId(producer.producerId())
                        .setProducerEpoch(producer.producerEpoch()));
    }
}
