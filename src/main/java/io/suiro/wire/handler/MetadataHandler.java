package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Cluster;
import io.suiro.broker.InternalTopics;
import io.suiro.broker.Topics;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBrokerCollection;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopicCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Metadata, versions 0 to 13.
 *
 * <p>1 null for all topics, controller, racks · 2 cluster id · 4 auto-creation may be declined (KIP-204) · 5 offline
 * replicas (KIP-112) · 7 leader epoch · 8 authorized operations (KIP-430) · 9 flexible · 10 topic ids (KIP-516) · 11 no
 * cluster operations (KIP-700) · 12 topics by id · 13 error code (KIP-1102).
 *
 * <p>Deviations: a topic that is created on the way is described at once, without LEADER_NOT_AVAILABLE first. A broker that is cut off
 * from the others leaves itself out, so that clients ask these.
 */
public final class MetadataHandler implements ApiHandler<MetadataRequestData, MetadataResponseData> {
    private static final int FIRST_BY_ID = 12;

    private final Cluster cluster;
    private final Topics topics;

    public MetadataHandler(Cluster cluster, Topics topics) {
        this.cluster = cluster;
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.METADATA;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 13;
    }

    @Override
    public CompletionStage<MetadataResponseData> handle(MetadataRequestData request, RequestContext context) {
        int operations =
                request.includeTopicAuthorizedOperations() ? AuthorizedOperations.TOPIC : AuthorizedOperations.OMITTED;
        return topics(request, context.apiVersion()).thenApply(found -> {
            found.forEach(topic -> topic.setTopicAuthorizedOperations(operations));
            MetadataResponseTopicCollection collection = new MetadataResponseTopicCollection(found.size());
            collection.addAll(found);
            return new MetadataResponseData()
                    .setBrokers(brokers(topics.image()))
                    .setClusterId(cluster.id())
                    .setControllerId(cluster.controllerId())
                    .setClusterAuthorizedOperations(
                            request.includeClusterAuthorizedOperations()
                                    ? AuthorizedOperations.CLUSTER
                                    : AuthorizedOperations.OMITTED)
                    .setTopics(collection);
        });
    }

    private CompletionStage<List<MetadataResponseTopic>> topics(MetadataRequestData request, short version) {
        @Nullable List<MetadataRequestTopic> wanted = request.topics();
        if (wanted == null || (version == 0 && wanted.isEmpty())) {
            return CompletableFuture.completedFuture(new ArrayList<>(topics.image().topicIds().values().stream()
                    .map(id -> byId(id))
                    .toList()));
        }
        Set<String> distinct = new LinkedHashSet<>();
        List<MetadataResponseTopic> found = new ArrayList<>();
        for (MetadataRequestTopic topic : wanted) {
            if (version < FIRST_BY_ID
                    && (topic.name() == null || !topic.topicId().equals(Uuid.ZERO_UUID))) {
                throw new Refused(Errors.INVALID_REQUEST, "Topics are asked for by name before version 12.");
            }
            if (!topic.topicId().equals(Uuid.ZERO_UUID)) {
                // The name that comes with an id is null or empty, by client.
                found.add(byId(topic.topicId()));
            } else if (topic.name() != null) {
                distinct.add(topic.name());
            }
        }
        List<String> names = List.copyOf(distinct);
        return topics.findOrCreate(names, request.allowAutoTopicCreation()).thenApply(outcomes -> {
            for (int i = 0; i < names.size(); i++) {
                found.add(
                        switch (outcomes.get(i)) {
                            case Outcome.Ok<TopicImage>(TopicImage topic) -> response(topics.image(), topic);
                            case Outcome.Failed<TopicImage> failed ->
                                new MetadataResponseTopic()
                                        .setName(names.get(i))
                                        .setErrorCode(failed.code().code());
                        });
            }
            return found;
        });
    }

    private MetadataResponseTopic byId(Uuid id) {
        MetadataImage image = topics.image();
        TopicImage topic = image.topic(id);
        return topic == null
                ? new MetadataResponseTopic().setName(null).setTopicId(id).setErrorCode(Errors.UNKNOWN_TOPIC_ID.code())
                : response(image, topic);
    }

    static MetadataResponseTopic response(MetadataImage image, TopicImage topic) {
        List<MetadataResponsePartition> partitions =
                new ArrayList<>(topic.partitions().size());
        for (int i = 0; i < topic.partitions().size(); i++) {
            PartitionImage partition = topic.partitions().get(i);
            partitions.add(new MetadataResponsePartition()
                    .setPartitionIndex(i)
                    .setErrorCode(partition.leader() < 0 ? Errors.LEADER_NOT_AVAILABLE.code() : Errors.NONE.code())
                    .setLeaderId(partition.leader())
                    .setLeaderEpoch(partition.leaderEpoch())
                    .setReplicaNodes(partition.replicas())
                    .setIsrNodes(partition.isr())
                    .setOfflineReplicas(image.offlineReplicas(partition)));
        }
        return new MetadataResponseTopic()
                .setName(topic.name())
                .setTopicId(topic.id())
                .setIsInternal(InternalTopics.contains(topic.name()))
                .setPartitions(partitions);
    }

    private MetadataResponseBrokerCollection brokers(MetadataImage image) {
        MetadataResponseBrokerCollection brokers = new MetadataResponseBrokerCollection();
        boolean cutOff = cluster.isCutOff();
        for (BrokerImage broker : image.brokers().values()) {
            if (!broker.fenced() && !(cutOff && broker.id() == cluster.brokerId())) {
                brokers.add(new MetadataResponseBroker()
                        .setNodeId(broker.id())
                        .setHost(broker.host())
                        .setPort(broker.port())
                        .setRack(broker.rack()));
            }
        }
        return brokers;
    }
}
