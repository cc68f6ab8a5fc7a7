package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.InternalTopics;
import io.suiro.broker.PartitionOffsets;
import io.suiro.error.Outcome;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResultCollection;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DeleteRecords, versions 0 to 2 (KIP-107).
 *
 * <p>2 flexible.
 *
 * <p>Deviations: a partition that has timed out is answered with a low watermark of -1, as after any other error, and not with what it
 * was at first.
 */
public final class DeleteRecordsHandler implements ApiHandler<DeleteRecordsRequestData, DeleteRecordsResponseData> {
    private final PartitionOffsets offsets;

    public DeleteRecordsHandler(PartitionOffsets offsets) {
        this.offsets = offsets;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_RECORDS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 2;
    }

    @Override
    public CompletionStage<DeleteRecordsResponseData> handle(DeleteRecordsRequestData request, RequestContext context) {
        List<CompletionStage<DeleteRecordsTopicResult>> topics = new ArrayList<>();
        for (DeleteRecordsTopic topic : request.topics()) {
            List<CompletionStage<DeleteRecordsPartitionResult>> partitions = new ArrayList<>();
            for (DeleteRecordsPartition partition : topic.partitions()) {
                partitions.add(delete(topic.name(), partition, request.timeoutMs())
                        .thenApply(outcome -> result(partition.partitionIndex(), outcome)));
            }
            topics.add(Stages.all(partitions).thenApply(results -> new DeleteRecordsTopicResult()
                    .setName(topic.name())
                    .setPartitions(new DeleteRecordsPartitionResultCollection(results.iterator()))));
        }
        return Stages.all(topics).thenApply(results -> new DeleteRecordsResponseData()
                .setTopics(new DeleteRecordsTopicResultCollection(results.iterator())));
    }

    private CompletionStage<Outcome<Long>> delete(String topic, DeleteRecordsPartition partition, int timeoutMs) {
        return InternalTopics.contains(topic)
                ? CompletableFuture.completedFuture(Outcome.failed(Errors.INVALID_TOPIC_EXCEPTION))
                : offsets.deleteRecords(
                        new TopicPartition(topic, partition.partitionIndex()), partition.offset(), timeoutMs);
    }

    private static DeleteRecordsPartitionResult result(int index, Outcome<Long> outcome) {
        return switch (outcome) {
            case Outcome.Ok<Long>(Long lowWatermark) ->
                new DeleteRecordsPartitionResult().setPartitionIndex(index).setLowWatermark(lowWatermark);
            case Outcome.Failed<Long>(Errors code, String detail) ->
                new DeleteRecordsPartitionResult()
                        .setPartitionIndex(index)
                        .setLowWatermark(-1)
                        .setErrorCode(code.code());
        };
    }
}
