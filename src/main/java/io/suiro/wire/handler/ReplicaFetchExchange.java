package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchSession.PartitionKey;
import io.suiro.broker.ReplicaFetches;
import io.suiro.broker.ReplicaFetches.Answer;
import io.suiro.broker.ReplicaFetches.Part;
import io.suiro.broker.ReplicaFetches.Request;
import io.suiro.broker.ReplicaFetches.Wanted;
import io.suiro.broker.TopicNames;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;

/** A follower's Fetch, version 17 and above: topics by id, and a connection on which it has proved to be that broker. */
final class ReplicaFetchExchange {
    private static final int FIRST_VERSION = 17;

    private final ReplicaFetches fetches;
    private final TopicNames topicNames;

    ReplicaFetchExchange(ReplicaFetches fetches, TopicNames topicNames) {
        this.fetches = fetches;
        this.topicNames = topicNames;
    }

    /** @param partition makes one partition's part of the answer, from its index and what was found */
    CompletionStage<FetchResponseData> serve(
            FetchRequestData request, RequestContext context, BiFunction<Integer, Fetched, PartitionData> partition) {
        int replicaId = request.replicaState().replicaId();
        if (context.apiVersion() < FIRST_VERSION || replicaId != context.peerId()) {
            throw new Refused(Errors.CLUSTER_AUTHORIZATION_FAILED);
        }
        try {
            return fetches.fetch(request(request)).thenApply(answer -> response(answer, partition));
        } catch (Refused e) {
            return CompletableFuture.completedFuture(
                    new FetchResponseData().setErrorCode(e.code().code()));
        }
    }

    private Request request(FetchRequestData request) {
        List<Wanted> wanted = new ArrayList<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                wanted.add(new Wanted(
                        key(topic.topicId(), partition.partition()),
                        topicNames.nameOf(topic.topicId(), partition.partition()),
                        partition.fetchOffset(),
                        partition.logStartOffset(),
                        partition.partitionMaxBytes(),
                        partition.currentLeaderEpoch(),
                        partition.lastFetchedEpoch()));
            }
        }
        List<PartitionKey> forgotten = new ArrayList<>();
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            topic.partitions().forEach(partition -> forgotten.add(key(topic.topicId(), partition)));
        }
        return new Request(
                request.replicaState().replicaId(),
                request.replicaState().replicaEpoch(),
                request.sessionId(),
                request.sessionEpoch(),
                request.maxWaitMs(),
                request.minBytes(),
                request.maxBytes(),
                wanted,
                forgotten);
    }

    private static PartitionKey key(Uuid topicId, int partition) {
        return new PartitionKey(topicId, "", partition);
    }

    private static FetchResponseData response(Answer answer, BiFunction<Integer, Fetched, PartitionData> partition) {
        Map<Uuid, FetchableTopicResponse> topics = new LinkedHashMap<>();
        for (Part part : answer.parts()) {
            topics.computeIfAbsent(part.key().topicId(), id -> new FetchableTopicResponse().setTopicId(id))
                    .partitions()
                    .add(partition.apply(part.key().partition(), part.fetched()));
        }
        return new FetchResponseData().setSessionId(answer.sessionId()).setResponses(new ArrayList<>(topics.values()));
    }
}
