package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.Configs;
import io.suiro.broker.Topics;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * CreateTopics, versions 2 to 7 (KIP-4).
 *
 * <p>4 default partitions and replication factor (KIP-464) · 5 flexible, the result described (KIP-525) · 6 throttling
 * (KIP-599) · 7 topic id (KIP-516).
 *
 * <p>Deviations: {@code timeoutMs} is not needed: the answer comes once the topic is durable and its logs are open.
 */
public final class CreateTopicsHandler implements ApiHandler<CreateTopicsRequestData, CreateTopicsResponseData> {
    private final Topics topics;
    private final Configs configs;

    public CreateTopicsHandler(Topics topics, Configs configs) {
        this.topics = topics;
        this.configs = configs;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.CREATE_TOPICS;
    }

    @Override
    public short minVersion() {
        return 2;
    }

    @Override
    public short maxVersion() {
        return 7;
    }

    @Override
    public CompletionStage<CreateTopicsResponseData> handle(CreateTopicsRequestData request, RequestContext context) {
        Set<String> repeated = Repeated.keys(request.topics(), CreatableTopic::name);
        List<CompletionStage<CreatableTopicResult>> results = new ArrayList<>();
        repeated.forEach(name -> results.add(CompletableFuture.completedFuture(
                refusal(name, Errors.INVALID_REQUEST, "The request contains the topic " + name + " more than once."))));
        for (CreatableTopic topic : request.topics()) {
            if (!repeated.contains(topic.name())) {
                results.add(create(topic, request.validateOnly()));
            }
        }
        return Stages.all(results).thenApply(all -> new CreateTopicsResponseData()
                .setTopics(new CreatableTopicResultCollection(all.iterator())));
    }

    private CompletionStage<CreatableTopicResult> create(CreatableTopic topic, boolean validateOnly) {
        Map<Integer, List<Integer>> assignments = new HashMap<>();
        for (CreatableReplicaAssignment assignment : topic.assignments()) {
            if (assignments.put(assignment.partitionIndex(), assignment.brokerIds()) != null) {
                return CompletableFuture.completedFuture(refusal(
                        topic.name(),
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "Found multiple manual partition assignments for partition " + assignment.partitionIndex()));
            }
        }
        Map<String, String> altered = new HashMap<>();
        for (CreatableTopicConfig config : topic.configs()) {
            if (config.value() == null) {
                return CompletableFuture.completedFuture(refusal(
                        topic.name(),
                        Errors.INVALID_CONFIG,
                        "Null value not supported for topic configs: " + config.name()));
            }
            altered.put(config.name(), config.value());
        }
        CreateTopic command = new CreateTopic(
                topic.name(), topic.numPartitions(), topic.replicationFactor(), assignments, altered, validateOnly);
        return topics.create(command).thenApply(outcome -> switch (outcome) {
            case Outcome.Ok<TopicImage>(TopicImage created) -> result(created, altered, validateOnly);
            case Outcome.Failed<TopicImage>(Errors code, String detail) -> refusal(topic.name(), code, detail);
        });
    }

    private CreatableTopicResult result(TopicImage topic, Map<String, String> altered, boolean validateOnly) {
        return new CreatableTopicResult()
                .setName(topic.name())
                .setTopicId(validateOnly ? Uuid.ZERO_UUID : topic.id())
                .setNumPartitions(topic.partitions().size())
                .setReplicationFactor(
                        (short) topic.partitions().getFirst().replicas().size())
                .setConfigs(configs.describeNewTopic(altered).stream()
                        .map(setting -> new CreatableTopicConfigs()
                                .setName(setting.name())
                                .setValue(setting.value())
                                .setReadOnly(setting.readOnly())
                                .setConfigSource(setting.source().id())
                                .setIsSensitive(setting.sensitive()))
                        .toList());
    }

    private static CreatableTopicResult refusal(String name, Errors code, String detail) {
        return new CreatableTopicResult()
                .setName(name)
                .setErrorCode(code.code())
                .setErrorMessage(detail)
                .setTopicConfigErrorCode(Errors.NONE.code());
    }
}
