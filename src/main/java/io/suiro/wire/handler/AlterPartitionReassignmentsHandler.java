package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.Reassignments;
import io.suiro.wire.ApiHandler;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * AlterPartitionReassignments, versions 0 and 1 (KIP-455).
 *
 * <p>1 a change of the replication factor can be forbidden (KIP-860).
 *
 * <p>Deviations: {@code timeoutMs} is not needed.
 */
public final class AlterPartitionReassignmentsHandler
        implements ApiHandler<AlterPartitionReassignmentsRequestData, AlterPartitionReassignmentsResponseData> {
    private final Reassignments reassignments;

    public AlterPartitionReassignmentsHandler(Reassignments reassignments) {
        this.reassignments = reassignments;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ALTER_PARTITION_REASSIGNMENTS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 1;
    }

    @Override
    public CompletionStage<AlterPartitionReassignmentsResponseData> handle(
            AlterPartitionReassignmentsRequestData request, RequestContext context) {
        boolean mayChangeFactor = request.allowReplicationFactorChange();
        List<CompletionStage<ReassignableTopicResponse>> topics = request.topics().stream()
                .map(topic -> topic(topic, mayChangeFactor))
                .toList();
        return Stages.all(topics).thenApply(responses -> new AlterPartitionReassignmentsResponseData()
                .setAllowReplicationFactorChange(mayChangeFactor)
                .setResponses(responses));
    }

    private CompletionStage<ReassignableTopicResponse> topic(ReassignableTopic topic, boolean mayChangeFactor) {
        List<CompletionStage<ReassignablePartitionResponse>> partitions = topic.partitions().stream()
                .map(partition -> partition(topic.name(), partition, mayChangeFactor))
                .toList();
        return Stages.all(partitions)
                .thenApply(responses ->
                        new ReassignableTopicResponse().setName(topic.name()).setPartitions(responses));
    }

    private CompletionStage<ReassignablePartitionResponse> partition(
            String topic, ReassignablePartition partition, boolean mayChangeFactor) {
        return reassignments
                .reassign(topic, partition.partitionIndex(), partition.replicas(), mayChangeFactor)
                .thenApply(outcome -> new ReassignablePartitionResponse()
                        .setPartitionIndex(partition.partitionIndex())
                        .setErrorCode(outcome.code().code())
                        .setErrorMessage(outcome.detail()));
    }
}
