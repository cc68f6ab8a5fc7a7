package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Topics;
import io.suiro.coordinator.txn.ProducerIdAndEpoch;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * AddPartitionsToTxn, versions 0 to 3: those of clients that do not speak transactions v2.
 *
 * <p>2 PRODUCER_FENCED · 3 flexible. Versions 4 and 5 are for brokers, which use another port here.
 *
 * <p>All partitions or none: if one does not exist the others are answered OPERATION_NOT_ATTEMPTED.
 */
public final class AddPartitionsToTxnHandler
        implements ApiHandler<AddPartitionsToTxnRequestData, AddPartitionsToTxnResponseData> {
    private static final int FIRST_WITH_PRODUCER_FENCED = 2;

    private final TransactionCoordinator coordinator;
    private final Topics topics;

    public AddPartitionsToTxnHandler(TransactionCoordinator coordinator, Topics topics) {
        this.coordinator = coordinator;
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ADD_PARTITIONS_TO_TXN;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 3;
    }

    @Override
    public CompletionStage<AddPartitionsToTxnResponseData> handle(
            AddPartitionsToTxnRequestData request, RequestContext context) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (AddPartitionsToTxnTopic topic : request.v3AndBelowTopics()) {
            topic.partitions().forEach(index -> partitions.add(new TopicPartition(topic.name(), index)));
        }
        if (!partitions.stream().allMatch(this::exists)) {
            return CompletableFuture.completedFuture(response(
                    request,
                    partition ->
                            exists(partition) ? Errors.OPERATION_NOT_ATTEMPTED : Errors.UNKNOWN_TOPIC_OR_PARTITION));
        }
        TransactionalIds.check(request.v3AndBelowTransactionalId());
        CompletionStage<Errors> added = coordinator.addPartitions(
                request.v3AndBelowTransactionalId(),
                new ProducerIdAndEpoch(request.v3AndBelowProducerId(), request.v3AndBelowProducerEpoch()),
                partitions,
                0);
        return FencedProducer.forVersion(added, context.apiVersion(), FIRST_WITH_PRODUCER_FENCED)
                .thenApply(code -> response(request, partition -> code));
    }

    private boolean exists(TopicPartition partition) {
        return topics.hasPartition(partition.topic(), partition.partition());
    }

    private static AddPartitionsToTxnResponseData response(
            AddPartitionsToTxnRequestData request, Function<TopicPartition, Errors> code) {
        AddPartitionsToTxnResponseData response = new AddPartitionsToTxnResponseData();
        for (AddPartitionsToTxnTopic topic : request.v3AndBelowTopics()) {
            AddPartitionsToTxnTopicResult result = new AddPartitionsToTxnTopicResult().setName(topic.name());
            for (int index : topic.partitions()) {
                result.resultsByPartition()
                        .add(new AddPartitionsToTxnPartitionResult()
                                .setPartitionIndex(index)
                                .setPartitionErrorCode(code.apply(new TopicPartition(topic.name(), index))
                                        .code()));
            }
            response.resultsByTopicV3AndBelow().add(result);
        }
        return response;
    }
}
