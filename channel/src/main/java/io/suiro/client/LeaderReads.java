package io.suiro.client;

import io.suiro.base.Stages;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.broker.PartitionOffsets.Spec;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.clean.AbortedTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.jspecify.annotations.Nullable;

/** Reads at the leader of the moment: in this process, or with Fetch and ListOffsets requests to another broker. Any thread. */
final class LeaderReads implements PartitionReads {
    /** The last with topics by name. */
    private static final short FETCH_VERSION = 12;

    private static final short OFFSETS_VERSION = 7;
    private static final int CONSUMER = -1;
    private static final int NO_SESSION = -1;
    private static final byte READ_COMMITTED = 1;
    private static final byte READ_UNCOMMITTED = 0;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ClusterView cluster;
    private final PartitionReads here;
    private final RemoteBrokers remotes;

    LeaderReads(ClusterView cluster, PartitionReads here, RemoteBrokers remotes) {
        this.cluster = cluster;
        this.here = here;
        this.remotes = remotes;
    }

    @Override
    public int leader(TopicPartition partition) {
        return cluster.leader(partition);
    }

    @Override
    public CompletionStage<List<Fetched>> fetch(int leader, List<Wanted> wanted, Limits limits) {
        if (leader == ClusterView.HERE) {
            return here.fetch(leader, wanted, limits);
        }
        return remotes.ask(
                        leader,
                        request(wanted, limits),
                        FETCH_VERSION,
                        limits.maxWaitMs() + RemoteBrokers.PATIENCE_MS,
                        FetchResponseData::new)
                .handle((response, failure) -> failure == null
                        ? fetched(wanted, response, limits.readCommitted())
                        : failed(wanted, code(failure)));
    }

    private static FetchRequestData request(List<Wanted> wanted, Limits limits) {
        Map<String, FetchTopic> topics = new HashMap<>();
        for (Wanted one : wanted) {
            topics.computeIfAbsent(one.topicPartition().topic(), name -> new FetchTopic().setTopic(name))
                    .partitions()
                    .add(new FetchPartition()
                            .setPartition(one.topicPartition().partition())
                            .setFetchOffset(one.offset())
                            .setPartitionMaxBytes(one.maxBytes())
                            .setCurrentLeaderEpoch(one.currentLeaderEpoch())
                            .setLastFetchedEpoch(one.lastFetchedEpoch()));
        }
        return new FetchRequestData()
                .setReplicaId(CONSUMER)
                .setSessionEpoch(NO_SESSION)
                .setMaxWaitMs(limits.maxWaitMs())
                .setMinBytes(limits.minBytes())
                .setMaxBytes(limits.maxBytes())
                .setIsolationLevel(limits.readCommitted() ? READ_COMMITTED : READ_UNCOMMITTED)
                .setTopics(new ArrayList<>(topics.values()));
    }

    private static List<Fetched> fetched(List<Wanted> wanted, FetchResponseData response, boolean readCommitted) {
        if (response.errorCode() != Errors.NONE.code()) {
            return failed(wanted, Errors.forCode(response.errorCode()));
        }
        Map<TopicPartition, PartitionData> found = new HashMap<>();
        for (FetchableTopicResponse topic : response.responses()) {
            for (PartitionData data : topic.partitions()) {
                found.put(new TopicPartition(topic.topic(), data.partitionIndex()), data);
            }
        }
        List<Fetched> fetched = new ArrayList<>(wanted.size());
        for (Wanted one : wanted) {
            fetched.add(fetched(found.get(one.topicPartition()), readCommitted));
        }
        return fetched;
    }

    private static Fetched fetched(@Nullable PartitionData data, boolean readCommitted) {
        if (data == null) {
            return new Fetched.Failed(Errors.UNKNOWN_SERVER_ERROR);
        }
        return data.errorCode() == Errors.NONE.code()
                ? new Fetched.Records(
                        data.highWatermark(),
                        data.lastStableOffset(),
                        data.logStartOffset(),
                        new ReceivedSlice(data.records() instanceof MemoryRecords records ? records.buffer() : NOTHING),
                        readCommitted ? aborted(data) : null)
                : new Fetched.Failed(Errors.forCode(data.errorCode()));
    }

    private static List<AbortedTransaction> aborted(PartitionData data) {
        List<FetchResponseData.AbortedTransaction> told = data.abortedTransactions();
        return told == null
                ? List.of()
                : told.stream()
                        .map(one -> new AbortedTransaction(one.producerId(), one.firstOffset(), -1, -1))
                        .toList();
    }

    private static List<Fetched> failed(List<Wanted> wanted, Errors code) {
        List<Fetched> failed = new ArrayList<>(wanted.size());
        wanted.forEach(one -> failed.add(new Fetched.Failed(code)));
        return failed;
    }

    private static Errors code(Throwable failure) {
        return Stages.cause(failure) instanceof Refused refused ? refused.code() : Errors.UNKNOWN_SERVER_ERROR;
    }

    @Override
    public CompletionStage<Outcome<Long>> find(TopicPartition partition, Spec spec) {
        int leader = cluster.leader(partition);
        if (leader == ClusterView.HERE) {
            return here.find(partition, spec);
        }
        return remotes.ask(leader, request(partition, spec), OFFSETS_VERSION, ListOffsetsResponseData::new)
                .handle((response, failure) -> failure == null ? found(response) : Outcome.failed(code(failure)));
    }

    private static ListOffsetsRequestData request(TopicPartition partition, Spec spec) {
        boolean readCommitted = spec instanceof Spec.Latest latest && latest.readCommitted();
        return new ListOffsetsRequestData()
                .setReplicaId(CONSUMER)
                .setIsolationLevel(readCommitted ? READ_COMMITTED : READ_UNCOMMITTED)
                .setTopics(List.of(new ListOffsetsTopic()
                        .setName(partition.topic())
                        .setPartitions(List.of(new ListOffsetsPartition()
                                .setPartitionIndex(partition.partition())
                                .setTimestamp(timestamp(spec))))));
    }

    private static long timestamp(Spec spec) {
        return switch (spec) {
            case Spec.Latest latest -> ListOffsetsRequest.LATEST_TIMESTAMP;
            case Spec.Earliest earliest -> ListOffsetsRequest.EARLIEST_TIMESTAMP;
            case Spec.MaxTimestamp max -> ListOffsetsRequest.MAX_TIMESTAMP;
            case Spec.Tiered tiered -> ListOffsetsRequest.LATEST_TIERED_TIMESTAMP;
            case Spec.AtTime at -> at.timestampMs();
        };
    }

    private static Outcome<Long> found(ListOffsetsResponseData response) {
        ListOffsetsPartitionResponse only =
                response.topics().getFirst().partitions().getFirst();
        return only.errorCode() == Errors.NONE.code()
                ? Outcome.ok(only.offset())
                : Outcome.failed(Errors.forCode(only.errorCode()));
    }

    @Override
    public void close() {
        remotes.close();
    }
}
