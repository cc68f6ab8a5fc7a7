package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.Topics;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * DeleteTopics, versions 1 to 6.
 *
 * <p>4 flexible · 5 error message, throttling (KIP-599) · 6 by id (KIP-516).
 *
 * <p>Deviations: {@code timeoutMs} is not needed.
 */
public final class DeleteTopicsHandler implements ApiHandler<DeleteTopicsRequestData, DeleteTopicsResponseData> {
    private static final int FIRST_BY_ID = 6;

    private final Topics topics;

    public DeleteTopicsHandler(Topics topics) {
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_TOPICS;
    }

    @Override
    public short minVersion() {
        return 1;
    }

    @Override
    public short maxVersion() {
        return 6;
    }

    @Override
    public CompletionStage<DeleteTopicsResponseData> handle(DeleteTopicsRequestData request, RequestContext context) {
        List<DeleteTopicState> wanted = context.apiVersion() >= FIRST_BY_ID
                ? request.topics()
                : request.topicNames().stream()
                        .map(name -> new DeleteTopicState().setName(name))
                        .toList();
        Set<DeleteTopicState> repeated = Repeated.keys(wanted, Function.identity());
        List<CompletionStage<DeletableTopicResult>> results = new ArrayList<>();
        repeated.forEach(topic -> results.add(CompletableFuture.completedFuture(result(
                topic.name(),
                topic.topicId(),
                Outcome.failed(Errors.INVALID_REQUEST, "The topic is named more than once.")))));
        for (DeleteTopicState topic : wanted) {
            if (!repeated.contains(topic)) {
                results.add(delete(topic.name(), topic.topicId()));
            }
        }
        return Stages.all(results).thenApply(all -> new DeleteTopicsResponseData()
                .setResponses(new DeletableTopicResultCollection(all.iterator())));
    }

    private CompletionStage<DeletableTopicResult> delete(@Nullable String name, Uuid id) {
        boolean byId = !id.equals(Uuid.ZERO_UUID);
        if (byId == (name != null)) {
            return CompletableFuture.completedFuture(result(
                    name,
                    id,
                    Outcome.failed(Errors.INVALID_REQUEST, "A topic is named either by its name or by its id.")));
        }
        TopicImage topic =
                name == null ? topics.image().topic(id) : topics.image().topic(name);
        if (topic == null) {
            return CompletableFuture.completedFuture(result(
                    name, id, Outcome.failed(byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION)));
        }
        return topics.delete(topic.id()).thenApply(outcome -> result(topic.name(), topic.id(), outcome));
    }

    private static DeletableTopicResult result(@Nullable String name, Uuid id, Outcome<TopicImage> outcome) {
        return new DeletableTopicResult()
                .setName(name)
                .setTopicId(id)
                .setErrorCode(outcome.code().code())
                .setErrorMessage(outcome.detail());
    }
}
