package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.ShareGroups;
import io.suiro.broker.Topics;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData.DeleteShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DeleteShareGroupOffsets, version 0 (KIP-932).
 *
 * <p>Deviations: none known.
 */
public final class DeleteShareGroupOffsetsHandler
        implements ApiHandler<DeleteShareGroupOffsetsRequestData, DeleteShareGroupOffsetsResponseData> {
    private final ShareGroups shares;
    private final Topics topics;

    public DeleteShareGroupOffsetsHandler(ShareGroups shares, Topics topics) {
        this.shares = shares;
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_SHARE_GROUP_OFFSETS;
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
    public CompletionStage<DeleteShareGroupOffsetsResponseData> handle(
            DeleteShareGroupOffsetsRequestData request, RequestContext context) {
        Set<Uuid> topicIds = new HashSet<>();
        for (DeleteShareGroupOffsetsRequestTopic topic : request.topics()) {
            TopicImage image = topics.image().topic(topic.topicName());
            if (image != null) {
                topicIds.add(image.id());
            }
        }
        return shares.coordinator().deleteOffsets(request.groupId(), topicIds).handle((codes, failure) -> {
            if (failure == null) {
                return response(request, codes);
            }
            DeleteShareGroupOffsetsResponseData refused = new DeleteShareGroupOffsetsResponseData();
            return Stages.cause(failure) instanceof Refused reason
                    ? refused.setErrorCode(reason.code().code()).setErrorMessage(reason.detail())
                    : refused.setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code());
        });
    }

    private DeleteShareGroupOffsetsResponseData response(
            DeleteShareGroupOffsetsRequestData request, Map<Uuid, Errors> codes) {
        DeleteShareGroupOffsetsResponseData response = new DeleteShareGroupOffsetsResponseData();
        for (DeleteShareGroupOffsetsRequestTopic topic : request.topics()) {
            TopicImage image = topics.image().topic(topic.topicName());
            Errors code =
                    image == null ? Errors.UNKNOWN_TOPIC_OR_PARTITION : codes.getOrDefault(image.id(), Errors.NONE);
            response.responses()
                    .add(new DeleteShareGroupOffsetsResponseTopic()
                            .setTopicName(topic.topicName())
                            .setTopicId(image == null ? Uuid.ZERO_UUID : image.id())
                            .setErrorCode(code.code())
                            .setErrorMessage(code == Errors.NONE ? null : code.message()));
        }
        return response;
    }
}
