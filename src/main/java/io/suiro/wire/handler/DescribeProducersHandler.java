package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.error.Refused;
import io.suiro.log.ActiveProducer;
import io.suiro.replica.Partitions;
import io.suiro.wire.ApiHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * DescribeProducers, version 0 (KIP-664).
 *
 * <p>Deviations: none known.
 */
public final class DescribeProducersHandler
        implements ApiHandler<DescribeProducersRequestData, DescribeProducersResponseData> {
    private final Partitions partitions;

    public DescribeProducersHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_PRODUCERS;
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
    public CompletionStage<DescribeProducersResponseData> handle(
            DescribeProducersRequestData request, RequestContext context) {
        DescribeProducersResponseData response = new DescribeProducersResponseData();
        for (TopicRequest topic : request.topics()) {
            List<PartitionResponse> described = topic.partitionIndexes().stream()
                    .map(index -> describe(new TopicPartition(topic.name(), index)))
                    .toList();
            response.topics().add(new TopicResponse().setName(topic.name()).setPartitions(described));
        }
        return CompletableFuture.completedFuture(response);
    }

    private PartitionResponse describe(TopicPartition topicPartition) {
        PartitionResponse response = new PartitionResponse().setPartitionIndex(topicPartition.partition());
        try {
            return response.setActiveProducers(partitions.get(topicPartition).log().activeProducers().stream()
                    .map(DescribeProducersHandler::state)
                    .toList());
        } catch (Refused e) {
            return response.setErrorCode(e.code().code()).setErrorMessage(e.detail());
        }
    }

    private static ProducerState state(ActiveProducer producer) {
        return new ProducerState()
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.producerEpoch())
                .setLastSequence(producer.lastSequence())
                .setLastTimestamp(producer.lastTimestampMs())
                .setCoordinatorEpoch(producer.coordinatorEpoch())
                .setCurrentTxnStartOffset(producer.currentTxnStartOffset());
    }
}
