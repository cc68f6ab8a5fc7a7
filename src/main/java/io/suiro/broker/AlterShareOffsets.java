package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.ShareGroupCoordinator;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.error.Refused;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestPartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Moves the start offsets of an empty share group that this broker coordinates (KIP-932), in Kafka's messages. Any thread.
 *
 * <p>Errors: of the group GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP and those of coordinators; of a partition UNKNOWN_TOPIC_OR_PARTITION,
 * INVALID_REQUEST for a negative offset, and those of its state's coordinator.
 */
public final class AlterShareOffsets {
    private final ShareGroupCoordinator coordinator;
    private final Supplier<MetadataImage> image;

    AlterShareOffsets(ShareGroupCoordinator coordinator, Supplier<MetadataImage> image) {
        this.coordinator = coordinator;
        this.image = image;
    }

    /** One answer for each partition, in the order asked for; never completes exceptionally. */
    public CompletionStage<AlterShareGroupOffsetsResponseData> alter(AlterShareGroupOffsetsRequestData request) {
        Map<ShareKey, Long> starts = new HashMap<>();
        for (AlterShareGroupOffsetsRequestTopic topic : request.topics()) {
            for (AlterShareGroupOffsetsRequestPartition partition : topic.partitions()) {
                ShareKey key = key(request.groupId(), topic.topicName(), partition.partitionIndex());
                if (key != null && partition.startOffset() >= 0) {
                    starts.put(key, partition.startOffset());
                }
            }
        }
        return coordinator
                .alterOffsets(request.groupId(), starts)
                .thenApply(codes -> response(request, codes))
                .exceptionally(failure -> failed(Stages.cause(failure)));
    }

    private static AlterShareGroupOffsetsResponseData failed(Throwable cause) {
        AlterShareGroupOffsetsResponseData failed = new AlterShareGroupOffsetsResponseData();
        return cause instanceof Refused refused
                ? failed.setErrorCode(refused.code().code()).setErrorMessage(refused.detail())
                : failed.setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code());
    }

    private @Nullable ShareKey key(String groupId, String topicName, int partition) {
        TopicImage topic = image.get().topic(topicName);
        return topic == null || partition < 0 || partition >= topic.partitions().size()
                ? null
                : new ShareKey(groupId, topic.id(), partition);
    }

    private AlterShareGroupOffsetsResponseData response(
            AlterShareGroupOffsetsRequestData request, Map<ShareKey, Errors> codes) {
        AlterShareGroupOffsetsResponseData response = new AlterShareGroupOffsetsResponseData();
        for (AlterShareGroupOffsetsRequestTopic topic : request.topics()) {
            TopicImage found = image.get().topic(topic.topicName());
            AlterShareGroupOffsetsResponseTopic answered = new AlterShareGroupOffsetsResponseTopic()
                    .setTopicName(topic.topicName())
                    .setTopicId(found == null ? Uuid.ZERO_UUID : found.id());
            response.responses().add(answered);
            for (AlterShareGroupOffsetsRequestPartition partition : topic.partitions()) {
                ShareKey key = key(request.groupId(), topic.topicName(), partition.partitionIndex());
                Errors code = key == null
                        ? Errors.UNKNOWN_TOPIC_OR_PARTITION
                        : codes.getOrDefault(key, Errors.INVALID_REQUEST);
                answered.partitions()
                        .add(new AlterShareGroupOffsetsResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(code.code())
                                .setErrorMessage(code == Errors.NONE ? null : code.message()));
            }
        }
        return response;
    }
}
