package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.PartitionOffsets;
import io.suiro.error.Outcome;
import io.suiro.log.EpochEnd;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * OffsetForLeaderEpoch, versions 2 to 4 (KIP-101, KIP-279, KIP-320).
 *
 * <p>2 current leader epoch · 3 replica id · 4 flexible.
 *
 * <p>Deviations: none known.
 */
public final class OffsetForLeaderEpochHandler
        implements ApiHandler<OffsetForLeaderEpochRequestData, OffsetForLeaderEpochResponseData> {
    private final PartitionOffsets offsets;

    public OffsetForLeaderEpochHandler(PartitionOffsets offsets) {
        this.offsets = offsets;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_FOR_LEADER_EPOCH;
    }

    @Override
    public short minVersion() {
        return 2;
    }

    @Override
    public short maxVersion() {
        return 4;
    }

    @Override
    public CompletionStage<OffsetForLeaderEpochResponseData> handle(
            OffsetForLeaderEpochRequestData request, RequestContext context) {
        OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
        for (OffsetForLeaderTopic topic : request.topics()) {
            OffsetForLeaderTopicResult result = new OffsetForLeaderTopicResult().setTopic(topic.topic());
            for (OffsetForLeaderPartition partition : topic.partitions()) {
                result.partitions().add(end(topic.topic(), partition));
            }
            response.topics().add(result);
        }
        return CompletableFuture.completedFuture(response);
    }

    private EpochEndOffset end(String topic, OffsetForLeaderPartition wanted) {
        Outcome<EpochEnd> outcome = offsets.endOfEpoch(
                new TopicPartition(topic, wanted.partition()), wanted.leaderEpoch(), wanted.currentLeaderEpoch());
        return switch (outcome) {
            case Outcome.Ok<EpochEnd>(EpochEnd end) ->
                new EpochEndOffset()
                        .setPartition(wanted.partition())
                        .setLeaderEpoch(end.leaderEpoch())
                        .setEndOffset(end.endOffset());
            case Outcome.Failed<EpochEnd>(Errors code, String detail) ->
                new EpochEndOffset().setPartition(wanted.partition()).setErrorCode(code.code());
        };
    }
}
