package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.coordinator.txn.TransactionDescription;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeTransactions, version 0 (KIP-664).
 *
 * <p>Deviations: while a transaction is being ended all its partitions are told, also those that have their marker.
 */
public final class DescribeTransactionsHandler
        implements ApiHandler<DescribeTransactionsRequestData, DescribeTransactionsResponseData> {
    private final TransactionCoordinator coordinator;

    public DescribeTransactionsHandler(TransactionCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_TRANSACTIONS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 0;
    }

    @Override
    public CompletionStage<DescribeTransactionsResponseData> handle(
            DescribeTransactionsRequestData request, RequestContext context) {
        return Stages.all(
                        request.transactionalIds().stream().map(this::describe).toList())
                .thenApply(states -> new DescribeTransactionsResponseData().setTransactionStates(states));
    }

    private CompletionStage<TransactionState> describe(String transactionalId) {
        if (transactionalId.isEmpty()) {
            return CompletableFuture.completedFuture(failed(transactionalId, Errors.INVALID_REQUEST));
        }
        return coordinator
                .describe(transactionalId)
                .thenApply(DescribeTransactionsHandler::state)
                .exceptionallyCompose(failure -> Stages.cause(failure) instanceof Refused refused
                        ? CompletableFuture.completedFuture(failed(transactionalId, refused.code()))
                        : CompletableFuture.failedStage(failure));
    }

    private static TransactionState failed(String transactionalId, Errors code) {
        return new TransactionState().setTransactionalId(transactionalId).setErrorCode(code.code());
    }

    private static TransactionState state(TransactionDescription description) {
        TransactionState state = new TransactionState()
                .setTransactionalId(description.transactionalId())
                .setTransactionState(description.state().displayName())
                .setTransactionTimeoutMs(description.timeoutMs())
                .setTransactionStartTimeMs(description.startMs())
                .setProducerId(description.producer().producerId())
                .setProducerEpoch(description.producer().producerEpoch());
        for (TopicPartition partition : description.partitions()) {
            TopicData topic = state.topics().find(partition.topic());
            if (topic == null) {
                topic = new TopicData().setTopic(partition.topic()).setPartitions(new ArrayList<>());
                state.topics().add(topic);
            }
            topic.partitions().add(partition.partition());
        }
        return state;
    }
}
