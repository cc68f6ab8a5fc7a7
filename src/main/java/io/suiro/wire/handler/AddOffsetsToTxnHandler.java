package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Groups;
import io.suiro.coordinator.txn.ProducerIdAndEpoch;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * AddOffsetsToTxn, versions 0 to 4: the partition that stores a group's offsets belongs to the transaction.
 *
 * <p>2 PRODUCER_FENCED · 3 flexible · 4 TRANSACTION_ABORTABLE (KIP-890).
 */
public final class AddOffsetsToTxnHandler
        implements ApiHandler<AddOffsetsToTxnRequestData, AddOffsetsToTxnResponseData> {
    private static final int FIRST_WITH_PRODUCER_FENCED = 2;

    private final TransactionCoordinator coordinator;
    private final Groups groups;

    public AddOffsetsToTxnHandler(TransactionCoordinator coordinator, Groups groups) {
        this.coordinator = coordinator;
        this.groups = groups;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ADD_OFFSETS_TO_TXN;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 4;
    }

    @Override
    public CompletionStage<AddOffsetsToTxnResponseData> handle(
            AddOffsetsToTxnRequestData request, RequestContext context) {
        TransactionalIds.check(request.transactionalId());
        CompletionStage<Errors> added = groups.offsetsOf(request.groupId())
                .thenCompose(partition -> coordinator.addPartitions(
                        request.transactionalId(),
                        new ProducerIdAndEpoch(request.producerId(), request.producerEpoch()),
                        List.of(partition.orThrow()),
                        0));
        return FencedProducer.forVersion(added, context.apiVersion(), FIRST_WITH_PRODUCER_FENCED)
                .thenApply(code -> new AddOffsetsToTxnResponseData().setErrorCode(code.code()));
    }
}
