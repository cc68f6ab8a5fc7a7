package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.InternalTopics;
import io.suiro.broker.Topics;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * DescribeTopicPartitions, version 0 (KIP-966): topics in order of their names, page by page.
 *
 * <p>Deviations: the last known eligible leaders are at most one, who led last.
 */
public final class DescribeTopicPartitionsHandler
        implements ApiHandler<DescribeTopicPartitionsRequestData, DescribeTopicPartitionsResponseData> {
    /** Kafka's {@code max.request.partition.size.limit}. */
    private static final int MAX_PARTITIONS = 2000;

    private final Topics topics;

    public DescribeTopicPartitionsHandler(Topics topics) {
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_TOPIC_PARTITIONS;
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
    public CompletionStage<DescribeTopicPartitionsResponseData> handle(
            DescribeTopicPartitionsRequestData request, RequestContext context) {
        MetadataImage image = topics.image();
        @Nullable Cursor cursor = request.cursor();
        if (cursor != null && cursor.partitionIndex() < 0) {
            throw new Refused(Errors.INVALID_REQUEST, "The cursor's partition index is below 0.");
        }
        DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
        int left = Math.max(1, Math.min(request.responsePartitionLimit(), MAX_PARTITIONS));
        for (String name : names(request, image, cursor)) {
            TopicImage topic = image.topic(name);
            int first = cursor != null && topic != null && cursor.topicName().equals(name)
                    ? Math.min(cursor.partitionIndex(), topic.partitions().size())
                    : 0;
            if (left == 0) {
                return CompletableFuture.completedFuture(response.setNextCursor(next(name, first)));
            }
            if (topic == null) {
                response.topics().add(missing(name, topics.find(name).code()));
                continue;
            }
            int end = Math.min(topic.partitions().size(), first + left);
            response.topics().add(describe(image, topic, first, end));
            left -= end - first;
            if (end < topic.partitions().size()) {
                return CompletableFuture.completedFuture(response.setNextCursor(next(name, end)));
            }
        }
        return CompletableFuture.completedFuture(response);
    }

    private static Collection<String> names(
            DescribeTopicPartitionsRequestData request, MetadataImage image, @Nullable Cursor cursor) {
        TreeSet<String> names = new TreeSet<>();
        if (request.topics().isEmpty()) {
            names.addAll(image.topicIds().keySet());
        } else {
            for (TopicRequest topic : request.topics()) {
                names.add(topic.name());
            }
        }
        return cursor == null ? names : names.tailSet(cursor.topicName(), true);
    }

    private static DescribeTopicPartitionsResponseTopic missing(String name, Errors code) {
        return new DescribeTopicPartitionsResponseTopic().setName(name).setErrorCode(code.code());
    }

    static DescribeTopicPartitionsResponseTopic describe(MetadataImage image, TopicImage topic, int first, int end) {
        List<DescribeTopicPartitionsResponsePartition> partitions = new ArrayList<>();
        for (int i = first; i < end; i++) {
            PartitionImage partition = topic.partitions().get(i);
            partitions.add(new DescribeTopicPartitionsResponsePartition()
                    .setPartitionIndex(i)
                    .setLeaderId(partition.leader())
                    .setLeaderEpoch(partition.leaderEpoch())
                    .setReplicaNodes(partition.replicas())
                    .setIsrNodes(partition.isr())
                    .setEligibleLeaderReplicas(partition.elr())
                    .setLastKnownElr(partition.lastKnownElr())
                    .setOfflineReplicas(image.offlineReplicas(partition)));
        }
        return new DescribeTopicPartitionsResponseTopic()
                .setName(topic.name())
                .setTopicId(topic.id())
                .setIsInternal(InternalTopics.contains(topic.name()))
                .setTopicAuthorizedOperations(AuthorizedOperations.TOPIC)
                .setPartitions(partitions);
    }

    private static DescribeTopicPartitionsResponseData.Cursor next(String topic, int partition) {
        return new DescribeTopicPartitionsResponseData.Cursor()
                .setTopicName(topic)
                .setPartitionIndex(partition);
    }
}
