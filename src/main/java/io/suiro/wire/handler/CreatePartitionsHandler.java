package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.Topics;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * CreatePartitions, versions 0 to 3 (KIP-195).
 *
 * <p>2 flexible · 3 throttling (KIP-599).
 *
 * <p>Deviations: {@code timeoutMs} is not needed.
 */
public final class CreatePartitionsHandler
        implements ApiHandler<CreatePartitionsRequestData, CreatePartitionsResponseData> {
    private final Topics topics;

    public CreatePartitionsHandler(Topics topics) {
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.CREATE_PARTITIONS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 3;
    }

    @Override
    public CompletionStage<CreatePartitionsResponseData> handle(
            CreatePartitionsRequestData request, RequestContext context) {
        Set<String> repeated = Repeated.keys(request.topics(), CreatePartitionsTopic::name);
        List<CompletionStage<CreatePartitionsTopicResult>> results = new ArrayList<>();
        repeated.forEach(name -> results.add(CompletableFuture.completedFuture(
                result(name, Outcome.failed(Errors.INVALID_REQUEST, "Duplicate topic name.")))));
        for (CreatePartitionsTopic topic : request.topics()) {
            if (!repeated.contains(topic.name())) {
                CreatePartitions command = new CreatePartitions(
                        topic.name(), topic.count(), assignments(topic.assignments()), request.validateOnly());
                results.add(topics.createPartitions(command).thenApply(outcome -> result(topic.name(), outcome)));
            }
        }
        return Stages.all(results).thenApply(all -> new CreatePartitionsResponseData().setResults(all));
    }

    private static CreatePartitionsTopicResult result(String topic, Outcome<TopicImage> outcome) {
        return new CreatePartitionsTopicResult()
                .setName(topic)
                .setErrorCode(outcome.code().code())
                .setErrorMessage(outcome.detail());
    }

    private static @Nullable List<List<Integer>> assignments(@Nullable List<CreatePartitionsAssignment> assignments) {
        return assignments == null
                ? null
                : assignments.stream()
                        .map(CreatePartitionsAssignment::brokerIds)
                        .toList();
    }
}
