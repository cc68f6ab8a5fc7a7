package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Reassignments;
import io.suiro.cluster.PartitionImage;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData.ListPartitionReassignmentsTopics;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingPartitionReassignment;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingTopicReassignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** ListPartitionReassignments, version 0 (KIP-455): what is under way, as this broker knows it. */
public final class ListPartitionReassignmentsHandler
        implements ApiHandler<ListPartitionReassignmentsRequestData, ListPartitionReassignmentsResponseData> {
    private final Reassignments reassignments;

    public ListPartitionReassignmentsHandler(Reassignments reassignments) {
        this.reassignments = reassignments;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_PARTITION_REASSIGNMENTS;
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
    public CompletionStage<ListPartitionReassignmentsResponseData> handle(
            ListPartitionReassignmentsRequestData request, RequestContext context) {
        List<OngoingTopicReassignment> topics = new ArrayList<>();
        reassignments.ongoing(wanted(request.topics())).forEach((name, partitions) -> {
            OngoingTopicReassignment topic = new OngoingTopicReassignment().setName(name);
            partitions.forEach((index, partition) -> topic.partitions().add(ongoing(index, partition)));
            topics.add(topic);
        });
        return CompletableFuture.completedFuture(new ListPartitionReassignmentsResponseData().setTopics(topics));
    }

    private static @Nullable Map<String, List<Integer>> wanted(
            @Nullable List<ListPartitionReassignmentsTopics> topics) {
        if (topics == null) {
            return null;
        }
        Map<String, List<Integer>> wanted = new HashMap<>();
        topics.forEach(topic -> wanted.put(topic.name(), topic.partitionIndexes()));
        return wanted;
    }

    private static OngoingPartitionReassignment ongoing(int index, PartitionImage partition) {
        return new OngoingPartitionReassignment()
                .setPartitionIndex(index)
                .setReplicas(partition.replicas())
                .setAddingReplicas(partition.adding())
                .setRemovingReplicas(partition.removing());
    }
}
