package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.CurrentLeaders;
import io.suiro.broker.CurrentLeaders.CurrentLeader;
import io.suiro.broker.FetchRecords;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.broker.FetchSession.PartitionKey;
import io.suiro.broker.FetchSession.Position;
import io.suiro.broker.FetchSession.SessionPartition;
import io.suiro.broker.FetchSessions;
import io.suiro.broker.FetchSessions.Scope;
import io.suiro.broker.ReplicaFetches;
import io.suiro.broker.TopicNames;
import io.suiro.cluster.BrokerImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.wire.ApiHandler;
import io.suiro.wire.SliceRecords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.FetchResponseData.NodeEndpoint;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Fetch, versions 4 to 18.
 *
 * <p>4 isolation level (KIP-98) · 5 logStartOffset · 7 sessions (KIP-227) · 9 current leader epoch (KIP-320) · 10 zstd
 * (KIP-110) · 11 rack (KIP-392) · 12 flexible, last fetched epoch (KIP-595) · 13 topic ids (KIP-516) · 15 replica state
 * (KIP-903) · 16 node endpoints (KIP-951) · 17 directory id (KIP-853) · 18 high watermark of followers (KIP-1166).
 *
 * <p>Deviations: followers are served from version 17 on, and only where the connection has proved who they are; a consumer that names no rack is served by leaders alone.
 */
public final class FetchHandler implements ApiHandler<FetchRequestData, FetchResponseData> {
    private static final int FIRST_WITH_SESSIONS = 7;
    private static final int FIRST_WITH_TOPIC_IDS = 13;
    private static final byte READ_COMMITTED = 1;

    private static final int FIRST_WITH_CURRENT_LEADER = 16;

    private final FetchRecords fetchRecords;
    private final ReplicaFetchExchange followers;
    private final CurrentLeaders leaders;
    private final FetchSessions sessions;
    private final TopicNames topicNames;
    private final int maxBytes;

    /**
     * Serves from these use cases.
     *
     * @param maxBytes {@code fetch.max.bytes} of the broker, above any request's
     */
    public FetchHandler(
            FetchRecords fetchRecords,
            ReplicaFetches replicaFetches,
            FetchSessions sessions,
            TopicNames topicNames,
            CurrentLeaders leaders,
            int maxBytes) {
        this.fetchRecords = fetchRecords;
        this.followers = new ReplicaFetchExchange(replicaFetches, topicNames);
        this.leaders = leaders;
        this.sessions = sessions;
        this.topicNames = topicNames;
        this.maxBytes = maxBytes;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.FETCH;
    }

    @Override
    public short minVersion() {
        return 4;
    }

    @Override
    public short maxVersion() {
        return 18;
    }

    @Override
    public CompletionStage<FetchResponseData> handle(FetchRequestData request, RequestContext context) {
        if (request.replicaId() >= 0 || request.replicaState().replicaId() >= 0) {
            return followers.serve(request, context, FetchHandler::partition);
        }
        boolean byId = context.apiVersion() >= FIRST_WITH_TOPIC_IDS;
        Scope scope;
        try {
            scope = scope(request, context.apiVersion(), byId);
        } catch (Refused e) {
            return CompletableFuture.completedFuture(
                    new FetchResponseData().setErrorCode(e.code().code()));
        }
        List<Wanted> wanted = new ArrayList<>(scope.entries().size());
        List<Outcome<String>> names = new ArrayList<>(scope.entries().size());
        boolean allKnown = true;
        for (SessionPartition entry : scope.entries()) {
            Outcome<String> name = byId
                    ? topicNames.nameOf(entry.key().topicId(), entry.key().partition())
                    : Outcome.ok(entry.key().topic());
            names.add(name);
            if (name instanceof Outcome.Ok<String>(String topic)) {
                Position at = entry.position();
                wanted.add(new Wanted(
                        new TopicPartition(topic, entry.key().partition()),
                        at.offset(),
                        at.maxBytes(),
                        at.currentLeaderEpoch(),
                        at.lastFetchedEpoch()));
            } else {
                allKnown = false;
            }
        }
        Limits limits = new Limits(
                allKnown ? request.maxWaitMs() : 0,
                request.minBytes(),
                Math.min(request.maxBytes(), maxBytes),
                request.isolationLevel() == READ_COMMITTED,
                request.rackId());
        boolean namesLeaders = context.apiVersion() >= FIRST_WITH_CURRENT_LEADER;
        return fetchRecords.fetch(wanted, limits).thenApply(fetched -> {
            FetchResponseData response = response(scope, names, fetched);
            return namesLeaders ? withCurrentLeaders(response) : response;
        });
    }

    private FetchResponseData withCurrentLeaders(FetchResponseData response) {
        for (FetchableTopicResponse topic : response.responses()) {
            for (PartitionData partition : topic.partitions()) {
                if (partition.errorCode() != Errors.NONE.code()
                        && topicNames.nameOf(topic.topicId()) instanceof Outcome.Ok<String>(String name)) {
                    leaders.after(
                                    Errors.forCode(partition.errorCode()),
                                    new TopicPartition(name, partition.partitionIndex()))
                            .ifPresent(leader -> name(leader, partition, response));
                }
            }
        }
        return response;
    }

    private static void name(CurrentLeader leader, PartitionData partition, FetchResponseData response) {
        partition.setCurrentLeader(
                new LeaderIdAndEpoch().setLeaderId(leader.leaderId()).setLeaderEpoch(leader.leaderEpoch()));
        BrokerImage broker = leader.broker();
        if (broker != null && response.nodeEndpoints().find(leader.leaderId()) == null) {
            response.nodeEndpoints()
                    .add(new NodeEndpoint()
                            .setNodeId(broker.id())
                            .setHost(broker.host())
                            .setPort(broker.port())
                            .setRack(broker.rack()));
        }
    }

    private Scope scope(FetchRequestData request, short version, boolean byId) {
        Map<PartitionKey, Position> positions = new LinkedHashMap<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                positions.put(
                        key(byId, topic.topicId(), topic.topic(), partition.partition()),
                        new Position(
                                partition.fetchOffset(),
                                partition.partitionMaxBytes(),
                                partition.currentLeaderEpoch(),
                                partition.lastFetchedEpoch()));
            }
        }
        List<PartitionKey> forgotten = new ArrayList<>();
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            topic.partitions()
                    .forEach(partition -> forgotten.add(key(byId, topic.topicId(), topic.topic(), partition)));
        }
        int epoch = version >= FIRST_WITH_SESSIONS ? request.sessionEpoch() : -1;
        return sessions.scope(request.sessionId(), epoch, byId, positions, forgotten);
    }

    private static PartitionKey key(boolean byId, Uuid id, String name, int partition) {
        return byId ? new PartitionKey(id, "", partition) : new PartitionKey(Uuid.ZERO_UUID, name, partition);
    }

    private static FetchResponseData response(Scope scope, List<Outcome<String>> names, List<Fetched> fetched) {
        Map<PartitionKey, FetchableTopicResponse> topics = new LinkedHashMap<>();
        List<SessionPartition> served = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < names.size(); i++) {
            SessionPartition entry = scope.entries().get(i);
            PartitionData data =
                    switch (names.get(i)) {
                        case Outcome.Ok<String> ok -> partition(entry.key().partition(), fetched.get(next++));
                        case Outcome.Failed<String> failed -> failed(entry.key().partition(), failed.code());
                    };
            boolean records = data.records().sizeInBytes() > 0;
            boolean news = entry.isNews(
                    data.highWatermark(),
                    data.logStartOffset(),
                    records,
                    data.errorCode() != 0
                            || data.divergingEpoch().endOffset() >= 0
                            || data.preferredReadReplica() >= 0);
            if (records) {
                served.add(entry);
            }
            if (news || !scope.incremental()) {
                PartitionKey key =
                        new PartitionKey(entry.key().topicId(), entry.key().topic(), 0);
                topics.computeIfAbsent(key, FetchHandler::topic).partitions().add(data);
            } else if (data.records() instanceof SliceRecords slice) {
                slice.close();
            }
        }
        scope.served(served);
        return new FetchResponseData().setSessionId(scope.sessionId()).setResponses(new ArrayList<>(topics.values()));
    }

    private static FetchableTopicResponse topic(PartitionKey key) {
        return new FetchableTopicResponse().setTopic(key.topic()).setTopicId(key.topicId());
    }

    private static PartitionData partition(int index, Fetched fetched) {
        return switch (fetched) {
            case Fetched.Records records ->
                new PartitionData()
                        .setPartitionIndex(index)
                        .setHighWatermark(records.highWatermark())
                        .setLastStableOffset(records.lastStableOffset())
                        .setLogStartOffset(records.logStartOffset())
                        .setAbortedTransactions(aborted(records.aborted()))
                        .setRecords(new SliceRecords(records.slice()));
            case Fetched.Elsewhere elsewhere ->
                new PartitionData()
                        .setPartitionIndex(index)
                        .setHighWatermark(elsewhere.highWatermark())
                        .setLastStableOffset(elsewhere.lastStableOffset())
                        .setLogStartOffset(elsewhere.logStartOffset())
                        .setAbortedTransactions(null)
                        .setPreferredReadReplica(elsewhere.replicaId())
                        .setRecords(MemoryRecords.EMPTY);
            case Fetched.Diverged diverged ->
                new PartitionData()
                        .setPartitionIndex(index)
                        .setHighWatermark(diverged.highWatermark())
                        .setLogStartOffset(diverged.logStartOffset())
                        .setAbortedTransactions(null)
                        .setDivergingEpoch(new EpochEndOffset()
                                .setEpoch(diverged.end().leaderEpoch())
                                .setEndOffset(diverged.end().endOffset()))
                        .setRecords(MemoryRecords.EMPTY);
            case Fetched.Behind behind ->
                failed(index, Errors.OFFSET_OUT_OF_RANGE)
                        .setHighWatermark(behind.highWatermark())
                        .setLogStartOffset(behind.logStartOffset());
            case Fetched.Failed failed -> failed(index, failed.code());
        };
    }

    private static @Nullable List<FetchResponseData.AbortedTransaction> aborted(
            @Nullable List<AbortedTransaction> transactions) {
        if (transactions == null) {
            return null;
        }
        List<FetchResponseData.AbortedTransaction> aborted = new ArrayList<>(transactions.size());
        for (AbortedTransaction transaction : transactions) {
            aborted.add(new FetchResponseData.AbortedTransaction()
                    .setProducerId(transaction.producerId())
                    .setFirstOffset(transaction.firstOffset()));
        }
        return aborted;
    }

    private static PartitionData failed(int index, Errors code) {
        return new PartitionData()
                .setPartitionIndex(index)
                .setErrorCode(code.code())
                .setHighWatermark(-1)
                .setRecords(MemoryRecords.EMPTY);
    }
}
