package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.PartitionOffsets;
import io.suiro.broker.PartitionOffsets.Spec;
import io.suiro.error.Outcome;
import io.suiro.log.FoundOffset;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ListOffsets, versions 1 to 11.
 *
 * <p>2 isolation level (KIP-98) · 4 current leader epoch (KIP-320) · 6 flexible · 7 max timestamp (KIP-734) · 8 earliest
 * local (KIP-405) · 9 last tiered (KIP-1005) · 10 timeout for remote look-ups (KIP-1075) · 11 earliest pending upload
 * (KIP-1023).
 *
 * <p>Deviations: nothing is tiered, so the earliest local offset is the earliest, and the tiered ones are -1.
 */
public final class ListOffsetsHandler implements ApiHandler<ListOffsetsRequestData, ListOffsetsResponseData> {
    private static final short FIRST = 1;
    private static final int FIRST_WITH_LEADER_EPOCH = 4;
    private static final int FIRST_WITH_MAX_TIMESTAMP = 7;
    private static final int FIRST_WITH_EARLIEST_LOCAL = 8;
    private static final int FIRST_WITH_LATEST_TIERED = 9;
    private static final int FIRST_WITH_EARLIEST_PENDING_UPLOAD = 11;
    private static final byte READ_COMMITTED = 1;
    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final long MAX_TIMESTAMP = -3;
    private static final long EARLIEST_LOCAL = -4;
    private static final long LATEST_TIERED = -5;
    private static final long EARLIEST_PENDING_UPLOAD = -6;

    private final PartitionOffsets offsets;

    public ListOffsetsHandler(PartitionOffsets offsets) {
        this.offsets = offsets;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_OFFSETS;
    }

    @Override
    public short minVersion() {
        return FIRST;
    }

    @Override
    public short maxVersion() {
        return 11;
    }

    @Override
    public CompletionStage<ListOffsetsResponseData> handle(ListOffsetsRequestData request, RequestContext context) {
        boolean readCommitted = request.isolationLevel() == READ_COMMITTED;
        List<CompletionStage<ListOffsetsTopicResponse>> topics = new ArrayList<>();
        for (ListOffsetsTopic topic : request.topics()) {
            List<CompletionStage<ListOffsetsPartitionResponse>> partitions = new ArrayList<>();
            for (ListOffsetsPartition partition : topic.partitions()) {
                partitions.add(find(topic.name(), partition, readCommitted, context.apiVersion())
                        .thenApply(found -> response(partition.partitionIndex(), found, context.apiVersion())));
            }
            topics.add(Stages.all(partitions)
                    .thenApply(responses ->
                            new ListOffsetsTopicResponse().setName(topic.name()).setPartitions(responses)));
        }
        return Stages.all(topics).thenApply(responses -> new ListOffsetsResponseData().setTopics(responses));
    }

    private CompletionStage<Outcome<FoundOffset>> find(
            String topic, ListOffsetsPartition partition, boolean readCommitted, short version) {
        if (version < firstWith(partition.timestamp())) {
            return CompletableFuture.completedFuture(Outcome.failed(Errors.UNSUPPORTED_VERSION));
        }
        return offsets.find(
                new TopicPartition(topic, partition.partitionIndex()),
                spec(partition.timestamp(), readCommitted),
                partition.currentLeaderEpoch());
    }

    /** The version that brought a timestamp's meaning; beyond all for negative ones that mean nothing. */
    private static int firstWith(long timestamp) {
        if (timestamp >= EARLIEST) {
            return FIRST;
        } else if (timestamp == MAX_TIMESTAMP) {
            return FIRST_WITH_MAX_TIMESTAMP;
        } else if (timestamp == EARLIEST_LOCAL) {
            return FIRST_WITH_EARLIEST_LOCAL;
        } else if (timestamp == LATEST_TIERED) {
            return FIRST_WITH_LATEST_TIERED;
        }
        return timestamp == EARLIEST_PENDING_UPLOAD ? FIRST_WITH_EARLIEST_PENDING_UPLOAD : Short.MAX_VALUE;
    }

    private static Spec spec(long timestamp, boolean readCommitted) {
        if (timestamp == LATEST) {
            return new Spec.Latest(readCommitted);
        } else if (timestamp == EARLIEST || timestamp == EARLIEST_LOCAL) {
            return new Spec.Earliest();
        } else if (timestamp == MAX_TIMESTAMP) {
            return new Spec.MaxTimestamp(readCommitted);
        } else if (timestamp == LATEST_TIERED || timestamp == EARLIEST_PENDING_UPLOAD) {
            return new Spec.Tiered();
        }
        return new Spec.AtTime(timestamp, readCommitted);
    }

    private static ListOffsetsPartitionResponse response(int index, Outcome<FoundOffset> outcome, short version) {
        return switch (outcome) {
            case Outcome.Ok<FoundOffset>(FoundOffset found) ->
                new ListOffsetsPartitionResponse()
                        .setPartitionIndex(index)
                        .setOffset(found.offset())
                        .setTimestamp(found.timestampMs())
                        .setLeaderEpoch(version >= FIRST_WITH_LEADER_EPOCH ? found.leaderEpoch() : -1);
            case Outcome.Failed<FoundOffset>(Errors code, String detail) ->
                new ListOffsetsPartitionResponse().setPartitionIndex(index).setErrorCode(code.code());
        };
    }
}
