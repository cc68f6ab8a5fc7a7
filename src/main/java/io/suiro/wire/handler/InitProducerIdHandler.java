package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.ProducerIds;
import io.suiro.error.Refused;
import io.suiro.record.Batch;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * InitProducerId, versions 0 to 5, for idempotent producers.
 *
 * <p>2 flexible · 3 producer id and epoch of a producer that goes on (KIP-360) · 4 PRODUCER_FENCED · 5 transactions v2
 * (KIP-890).
 *
 * <p>Deviations: transactional ids are refused with INVALID_REQUEST. A producer without one always gets a new id.
 */
public final class InitProducerIdHandler implements ApiHandler<InitProducerIdRequestData, InitProducerIdResponseData> {
    private static final short NO_PRODUCER_EPOCH = -1;

    private final ProducerIds producerIds;

    public InitProducerIdHandler(ProducerIds producerIds) {
        this.producerIds = producerIds;
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
        if (request.transactionalId() != null) {
            throw new Refused(Errors.INVALID_REQUEST, "Transactions are not served yet.");
        }
        if ((request.producerId() == Batch.NO_PRODUCER_ID) != (request.producerEpoch() == NO_PRODUCER_EPOCH)) {
            throw new Refused(Errors.INVALID_REQUEST, "Producer id and epoch are given both or not at all.");
        }
        return producerIds.next().thenApply(id -> new InitProducerIdResponseData()
                .setProducerId(id.orThrow())
                .setProducerEpoch((short) 0));
    }
}
