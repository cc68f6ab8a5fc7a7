package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.TopicNames;
import io.suiro.broker.Topics;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.error.Outcome;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * OffsetCommit, versions 2 to 10.
 *
 * <p>5 no retention time (KIP-211) · 6 leader epoch (KIP-320) · 7 static members (KIP-345) · 8 flexible · 9 member epochs
 * (KIP-848) · 10 topic ids (KIP-848).
 *
 * <p>Deviations: none known.
 */
public final class OffsetCommitHandler implements ApiHandler<OffsetCommitRequestData, OffsetCommitResponseData> {
    private static final int FIRST_WITH_TOPIC_IDS = 10;

    private final GroupCoordinator coordinator;
    private final Topics topics;
    private final TopicNames topicNames;

    public OffsetCommitHandler(GroupCoordinator coordinator, Topics topics, TopicNames topicNames) {
        this.coordinator = coordinator;
        this.topics = topics;
        this.topicNames = topicNames;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_COMMIT;
    }

    @Override
    public short minVersion() {
        return 2;
    }

    @Override
    public short maxVersion() {
        return 10;
    }

    @Override
    public CompletionStage<OffsetCommitResponseData> handle(OffsetCommitRequestData request, RequestContext context) {
        boolean byId = context.apiVersion() >= FIRST_WITH_TOPIC_IDS;
        Map<String, Uuid> idsOfNames = new HashMap<>();
        List<OffsetCommitRequestTopic> known = new ArrayList<>();
        List<OffsetCommitResponseTopic> refused = new ArrayList<>();
        for (OffsetCommitRequestTopic topic : request.topics()) {
            Outcome<String> name = byId ? topicNames.nameOf(topic.topicId()) : Outcome.ok(topic.name());
            switch (name) {
                case Outcome.Ok<String>(String found) -> {
                    idsOfNames.put(found, topic.topicId());
                    split(topic.setName(found), known, refused);
                }
                case Outcome.Failed<String> failed -> refused.add(refusal(topic, topic.partitions(), failed.code()));
            }
        }
        CompletionStage<OffsetCommitResponseData> committed = known.isEmpty()
                ? CompletableFuture.completedFuture(new OffsetCommitResponseData())
                : coordinator.commit(context, request.setTopics(known));
        return committed.thenApply(response -> {
            List<OffsetCommitResponseTopic> all = new ArrayList<>(response.topics());
            if (byId) {
                all.forEach(topic -> topic.setTopicId(idsOfNames.getOrDefault(topic.name(), Uuid.ZERO_UUID)));
            }
            all.addAll(refused);
            return response.setTopics(all);
        });
    }

    /** Offsets of partitions that do not exist are refused here; the coordinator does not know topics. */
    private void split(
            OffsetCommitRequestTopic topic,
            List<OffsetCommitRequestTopic> known,
            List<OffsetCommitResponseTopic> refused) {
        List<OffsetCommitRequestPartition> existing = new ArrayList<>();
        List<OffsetCommitRequestPartition> missing = new ArrayList<>();
        for (OffsetCommitRequestPartition partition : topic.partitions()) {
            boolean exists = topics.hasPartition(topic.name(), partition.partitionIndex());
            (exists ? existing : missing).add(partition);
        }
        if (!missing.isEmpty()) {
            refused.add(refusal(topic, missing, Errors.UNKNOWN_TOPIC_OR_PARTITION));
        }
        if (!existing.isEmpty()) {
            known.add(topic.setPartitions(existing));
        }
    }

    private static OffsetCommitResponseTopic refusal(
            OffsetCommitRequestTopic topic, List<OffsetCommitRequestPartition> partitions, Errors code) {
        return new OffsetCommitResponseTopic()
                .setName(topic.name())
                .setTopicId(topic.topicId())
                .setPartitions(partitions.stream()
                        .map(partition -> new OffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(code.code()))
                        .toList());
    }
}
