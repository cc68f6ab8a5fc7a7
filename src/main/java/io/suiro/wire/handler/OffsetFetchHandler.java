package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.TopicNames;
import io.suiro.broker.Topics;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.error.Outcome;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * OffsetFetch, versions 1 to 10.
 *
 * <p>2 all topics · 5 leader epoch (KIP-320) · 6 flexible · 7 require stable (KIP-447) · 8 several groups (KIP-709) · 9
 * member epochs (KIP-848) · 10 topic ids (KIP-848).
 *
 * <p>Deviations: none known.
 */
public final class OffsetFetchHandler implements ApiHandler<OffsetFetchRequestData, OffsetFetchResponseData> {
    private static final int FIRST_WITH_ERROR = 2;
    private static final int FIRST_WITH_GROUPS = 8;
    private static final int FIRST_WITH_TOPIC_IDS = 10;

    private final GroupCoordinator coordinator;
    private final Topics topics;
    private final TopicNames topicNames;

    public OffsetFetchHandler(GroupCoordinator coordinator, Topics topics, TopicNames topicNames) {
        this.coordinator = coordinator;
        this.topics = topics;
        this.topicNames = topicNames;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_FETCH;
    }

    @Override
    public short minVersion() {
        return 1;
    }

    @Override
    public short maxVersion() {
        return 10;
    }

    @Override
    public CompletionStage<OffsetFetchResponseData> handle(OffsetFetchRequestData request, RequestContext context) {
        if (context.apiVersion() < FIRST_WITH_GROUPS) {
            return coordinator
                    .fetchOffsets(context, onlyGroup(request), request.requireStable())
                    .thenApply(
                            group -> group.errorCode() != Errors.NONE.code() && context.apiVersion() < FIRST_WITH_ERROR
                                    ? errorOfEach(request.topics(), group.errorCode())
                                    : onlyGroup(group));
        }
        boolean byId = context.apiVersion() >= FIRST_WITH_TOPIC_IDS;
        List<CompletionStage<OffsetFetchResponseGroup>> groups = new ArrayList<>();
        for (OffsetFetchRequestGroup group : request.groups()) {
            groups.add(
                    byId
                            ? fetchById(context, group, request.requireStable())
                            : coordinator.fetchOffsets(context, group, request.requireStable()));
        }
        return Stages.all(groups).thenApply(responses -> new OffsetFetchResponseData().setGroups(responses));
    }

    private CompletionStage<OffsetFetchResponseGroup> fetchById(
            RequestContext context, OffsetFetchRequestGroup group, boolean requireStable) {
        List<OffsetFetchResponseTopics> unknown = new ArrayList<>();
        if (group.topics() != null) {
            List<OffsetFetchRequestTopics> known = new ArrayList<>();
            for (OffsetFetchRequestTopics topic : group.topics()) {
                switch (topicNames.nameOf(topic.topicId())) {
                    case Outcome.Ok<String>(String name) -> known.add(topic.setName(name));
                    case Outcome.Failed<String> failed -> unknown.add(refusal(topic, failed.code()));
                }
            }
            group.setTopics(known);
        }
        return coordinator.fetchOffsets(context, group, requireStable).thenApply(response -> {
            List<OffsetFetchResponseTopics> all = withIds(response.topics());
            if (response.errorCode() == Errors.NONE.code()) {
                all.addAll(unknown);
            }
            return response.setTopics(all);
        });
    }

    /** Topics that have been deleted meanwhile have no id to be named by, and are left out. */
    private List<OffsetFetchResponseTopics> withIds(List<OffsetFetchResponseTopics> named) {
        MetadataImage image = topics.image();
        List<OffsetFetchResponseTopics> identified = new ArrayList<>();
        for (OffsetFetchResponseTopics topic : named) {
            TopicImage found = image.topic(topic.name());
            if (found != null) {
                identified.add(topic.setTopicId(found.id()));
            }
        }
        return identified;
    }

    private static OffsetFetchResponseTopics refusal(OffsetFetchRequestTopics topic, Errors code) {
        return new OffsetFetchResponseTopics()
                .setTopicId(topic.topicId())
                .setPartitions(topic.partitionIndexes().stream()
                        .map(index -> new OffsetFetchResponsePartitions()
                                .setPartitionIndex(index)
                                .setCommittedOffset(-1)
                                .setErrorCode(code.code()))
                        .toList());
    }

    /** Before version 8 a request names one group, and its answer has no list of groups. */
    private static OffsetFetchRequestGroup onlyGroup(OffsetFetchRequestData request) {
        OffsetFetchRequestGroup group = new OffsetFetchRequestGroup().setGroupId(request.groupId());
        if (request.topics() == null) {
            return group.setTopics(null);
        }
        return group.setTopics(request.topics().stream()
                .map(topic -> new OffsetFetchRequestTopics()
                        .setName(topic.name())
                        .setPartitionIndexes(topic.partitionIndexes()))
                .toList());
    }

    private static OffsetFetchResponseData onlyGroup(OffsetFetchResponseGroup group) {
        return new OffsetFetchResponseData()
                .setErrorCode(group.errorCode())
                .setTopics(group.topics().stream()
                        .map(topic -> new OffsetFetchResponseTopic()
                                .setName(topic.name())
                                .setPartitions(topic.partitions().stream()
                                        .map(partition -> new OffsetFetchResponsePartition()
                                                .setPartitionIndex(partition.partitionIndex())
                                                .setCommittedOffset(partition.committedOffset())
                                                .setCommittedLeaderEpoch(partition.committedLeaderEpoch())
                                                .setMetadata(partition.metadata())
                                                .setErrorCode(partition.errorCode()))
                                        .toList()))
                        .toList());
    }

    /** Version 1 has no place for an error but with the partitions. */
    private static OffsetFetchResponseData errorOfEach(List<OffsetFetchRequestTopic> topics, short errorCode) {
        return new OffsetFetchResponseData()
                .setTopics(topics.stream()
                        .map(topic -> new OffsetFetchResponseTopic()
                                .setName(topic.name())
                                .setPartitions(topic.partitionIndexes().stream()
                                        .map(index -> new OffsetFetchResponsePartition()
                                                .setPartitionIndex(index)
                                                .setCommittedOffset(-1)
                                                .setMetadata("")
                                                .setErrorCode(errorCode))
                                        .toList()))
                        .toList());
    }
}
