package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Topics;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * OffsetDelete, version 0 (KIP-496).
 *
 * <p>Deviations: none known.
 */
public final class OffsetDeleteHandler implements ApiHandler<OffsetDeleteRequestData, OffsetDeleteResponseData> {
    private final GroupCoordinator coordinator;
    private final Topics topics;

    public OffsetDeleteHandler(GroupCoordinator coordinator, Topics topics) {
        this.coordinator = coordinator;
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_DELETE;
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
    public CompletionStage<OffsetDeleteResponseData> handle(OffsetDeleteRequestData request, RequestContext context) {
        OffsetDeleteRequestData existing = new OffsetDeleteRequestData().setGroupId(request.groupId());
        List<TopicPartition> missing = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            OffsetDeleteRequestTopic kept = new OffsetDeleteRequestTopic().setName(topic.name());
            for (OffsetDeleteRequestPartition partition : topic.partitions()) {
                if (topics.hasPartition(topic.name(), partition.partitionIndex())) {
                    kept.partitions().add(partition);
                } else {
                    missing.add(new TopicPartition(topic.name(), partition.partitionIndex()));
                }
            }
            if (!kept.partitions().isEmpty()) {
                existing.topics().add(kept);
            }
        }
        return coordinator.deleteOffsets(context, existing).thenApply(response -> {
            if (response.errorCode() == Errors.NONE.code()) {
                missing.forEach(partition -> refuse(response, partition));
            }
            return response;
        });
    }

    private static void refuse(OffsetDeleteResponseData response, TopicPartition missing) {
        OffsetDeleteResponseTopic topic = response.topics().find(missing.topic());
        if (topic == null) {
            topic = new OffsetDeleteResponseTopic().setName(missing.topic());
            response.topics().add(topic);
        }
        topic.partitions()
                .add(new OffsetDeleteResponsePartition()
                        .setPartitionIndex(missing.partition())
                        .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code()));
    }
}
