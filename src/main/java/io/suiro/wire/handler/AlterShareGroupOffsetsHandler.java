package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.ShareGroups;
import io.suiro.broker.Topics;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestPartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * AlterShareGroupOffsets, version 0 (KIP-932).
 *
 * <p>Deviations: none known.
 */
public final class AlterShareGroupOffsetsHandler
        implements ApiHandler<AlterShareGroupOffsetsRequestData, AlterShareGroupOffsetsResponseData> {
    private final ShareGroups shares;
    private final Topics topics;

    public AlterShareGroupOffsetsHandler(ShareGroups shares, Topics topics) {
        this.shares = shares;
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ALTER_SHARE_GROUP_OFFSETS;
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
    public CompletionStage<AlterShareGroupOffsetsResponseData> handle(
            AlterShareGroupOffsetsRequestData request, RequestContext context) {
        Map<ShareKey, Long> starts = new HashMap<>();
        for (AlterShareGroupOffsetsRequestTopic topic : request.topics()) {
            for (AlterShareGroupOffsetsRequestPartition partition : topic.partitions()) {
                ShareKey key = key(request.groupId(), topic.topicName(), partition.partitionIndex());
                if (key != null && partition.startOffset() >= 0) {
                    starts.put(key, partition.startOffset());
                }
            }
        }
        return shares.coordinator().alterOffsets(request.groupId(), starts).handle((codes, failure) -> {
            if (failure == null) {
                return response(request, codes);
            }
            AlterShareGroupOffsetsResponseData refused = new AlterShareGroupOffsetsResponseData();
            return Stages.cause(failure) instanceof Refused reason
                    ? refused.setErrorCode(reason.code().code()).setErrorMessage(reason.detail())
                    : refused.setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code());
        });
    }

    private @Nullable ShareKey key(String groupId, String topicName, int partition) {
        TopicImage topic = topics.image().topic(topicName);
        return topic == null || partition < 0 || partition >= topic.partitions().size()
                ? null
                : new ShareKey(groupId, topic.id(), partition);
    }

    private AlterShareGroupOffsetsResponseData response(
            AlterShareGroupOffsetsRequestData request, Map<ShareKey, Errors> codes) {
        AlterShareGroupOffsetsResponseData response = new AlterShareGroupOffsetsResponseData();
        for (AlterShareGroupOffsetsRequestTopic topic : request.topics()) {
            TopicImage image = topics.image().topic(topic.topicName());
            AlterShareGroupOffsetsResponseTopic answered = new AlterShareGroupOffsetsResponseTopic()
                    .setTopicName(topic.topicName())
                    .setTopicId(image == null ? Uuid.ZERO_UUID : image.id());
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
