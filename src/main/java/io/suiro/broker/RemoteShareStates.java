package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.PeerQuestion;
import io.suiro.coordinator.share.Persister;
import io.suiro.coordinator.share.Persister.Change;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.coordinator.share.ShareState;
import io.suiro.coordinator.share.StateBatch;
import io.suiro.error.Refused;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.message.DeleteShareGroupStateRequestData;
import org.apache.kafka.common.message.DeleteShareGroupStateResponseData;
import org.apache.kafka.common.message.InitializeShareGroupStateRequestData;
import org.apache.kafka.common.message.InitializeShareGroupStateResponseData;
import org.apache.kafka.common.message.ReadShareGroupStateRequestData;
import org.apache.kafka.common.message.ReadShareGroupStateResponseData;
import org.apache.kafka.common.message.ReadShareGroupStateSummaryRequestData;
import org.apache.kafka.common.message.ReadShareGroupStateSummaryResponseData;
import org.apache.kafka.common.message.WriteShareGroupStateRequestData;
import org.apache.kafka.common.message.WriteShareGroupStateResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Asks another broker that coordinates a share partition, and answers such questions: with Kafka's messages for that (KIP-932), each about
 * one share partition. Any thread.
 */
final class RemoteShareStates {
    private static final short VERSION = 0;
    private static final short WITH_COMPLETE_COUNT = 1;

    private final PeerQuestions peers;

    RemoteShareStates(PeerQuestions peers) {
        this.peers = peers;
    }

    private record Failure(Errors code, @Nullable String detail) {
        static Failure of(Throwable failure) {
            return Stages.cause(failure) instanceof Refused refused
                    ? new Failure(refused.code(), refused.detail())
                    : new Failure(Errors.UNKNOWN_SERVER_ERROR, String.valueOf(Stages.cause(failure)));
        }
    }

    private static void check(short code, @Nullable String detail) {
        if (code != Errors.NONE.code()) {
            throw new Refused(Errors.forCode(code), detail);
        }
    }

    CompletionStage<ShareState> read(int leader, ShareKey key, int leaderEpoch) {
        ReadShareGroupStateRequestData request = new ReadShareGroupStateRequestData()
                .setGroupId(key.groupId())
                .setTopics(List.of(new ReadShareGroupStateRequestData.ReadStateData()
                        .setTopicId(key.topicId())
                        .setPartitions(List.of(new ReadShareGroupStateRequestData.PartitionData()
                                .setPartition(key.partition())
                                .setLeaderEpoch(leaderEpoch)))));
        return peers.ask(PeerQuestion.SHARE_READ, leader, request, VERSION, ReadShareGroupStateResponseData::new)
                .thenApply(response -> {
                    var result = response.results().getFirst().partitions().getFirst();
                    check(result.errorCode(), result.errorMessage());
                    List<StateBatch> batches = result.stateBatches().stream()
                            .map(batch -> new StateBatch(
                                    batch.firstOffset(),
                                    batch.lastOffset(),
                                    batch.deliveryState(),
                                    batch.deliveryCount()))
                            .toList();
                    return new ShareState(0, result.stateEpoch(), leaderEpoch, result.startOffset(), -1, 0, 0, batches);
                });
    }

    static Function<byte[], CompletionStage<byte[]>> readAnswerer(Persister states) {
        return PeerQuestions.answering(ReadShareGroupStateRequestData::new, VERSION, request -> {
            var topic = request.topics().getFirst();
            var asked = topic.partitions().getFirst();
            ShareKey key = new ShareKey(request.groupId(), topic.topicId(), asked.partition());
            return states.read(key, asked.leaderEpoch())
                    .handle((state, failure) -> failure == null ? read(key, state) : unread(key, Failure.of(failure)));
        });
    }

    private static ReadShareGroupStateResponseData read(ShareKey key, ShareState state) {
        return read(
                key,
                new ReadShareGroupStateResponseData.PartitionResult()
                        .setPartition(key.partition())
                        .setStateEpoch(state.stateEpoch())
                        .setStartOffset(state.startOffset())
                        .setStateBatches(state.batches().stream()
                                .map(batch -> new ReadShareGroupStateResponseData.StateBatch()
                                        .setFirstOffset(batch.firstOffset())
                                        .setLastOffset(batch.lastOffset())
                                        .setDeliveryState(batch.deliveryState())
                                        .setDeliveryCount(batch.deliveryCount()))
                                .toList()));
    }

    private static ReadShareGroupStateResponseData unread(ShareKey key, Failure failure) {
        return read(
                key,
                new ReadShareGroupStateResponseData.PartitionResult()
                        .setPartition(key.partition())
                        .setErrorCode(failure.code.code())
                        .setErrorMessage(failure.detail));
    }

    private static ReadShareGroupStateResponseData read(
            ShareKey key, ReadShareGroupStateResponseData.PartitionResult result) {
        return new ReadShareGroupStateResponseData()
                .setResults(List.of(new ReadShareGroupStateResponseData.ReadStateResult()
                        .setTopicId(key.topicId())
                        .setPartitions(List.of(result))));
    }

    CompletionStage<Void> write(int leader, ShareKey key, Change change) {
        WriteShareGroupStateRequestData request = new WriteShareGroupStateRequestData()
                .setGroupId(key.groupId())
                .setTopics(List.of(new WriteShareGroupStateRequestData.WriteStateData()
                        .setTopicId(key.topicId())
                        .setPartitions(List.of(new WriteShareGroupStateRequestData.PartitionData()
                                .setPartition(key.partition())
                                .setStateEpoch(change.stateEpoch())
                                .setLeaderEpoch(change.leaderEpoch())
                                .setStartOffset(change.startOffset())
                                .setDeliveryCompleteCount(change.deliveryCompleteCount())
                                .setStateBatches(change.batches().stream()
                                        .map(batch -> new WriteShareGroupStateRequestData.StateBatch()
                                                .setFirstOffset(batch.firstOffset())
                                                .setLastOffset(batch.lastOffset())
                                                .setDeliveryState(batch.deliveryState())
                                                .setDeliveryCount(batch.deliveryCount()))
                                        .toList())))));
        return peers.ask(
                        PeerQuestion.SHARE_WRITE,
                        leader,
                        request,
                        WITH_COMPLETE_COUNT,
                        WriteShareGroupStateResponseData::new)
                .thenAccept(response -> {
                    var result = response.results().getFirst().partitions().getFirst();
                    check(result.errorCode(), result.errorMessage());
                });
    }

    static Function<byte[], CompletionStage<byte[]>> writeAnswerer(Persister states) {
        return PeerQuestions.answering(WriteShareGroupStateRequestData::new, WITH_COMPLETE_COUNT, request -> {
            var topic = request.topics().getFirst();
            var asked = topic.partitions().getFirst();
            Change change = new Change(
                    asked.stateEpoch(),
                    asked.leaderEpoch(),
                    asked.startOffset(),
                    asked.deliveryCompleteCount(),
                    asked.stateBatches().stream()
                            .map(batch -> new StateBatch(
                                    batch.firstOffset(),
                                    batch.lastOffset(),
                                    batch.deliveryState(),
                                    batch.deliveryCount()))
                            .toList());
            return states.write(new ShareKey(request.groupId(), topic.topicId(), asked.partition()), change)
                    .handle((nothing, failure) -> {
                        var result =
                                new WriteShareGroupStateResponseData.PartitionResult().setPartition(asked.partition());
                        if (failure != null) {
                            Failure told = Failure.of(failure);
                            result.setErrorCode(told.code.code()).setErrorMessage(told.detail);
                        }
                        return new WriteShareGroupStateResponseData()
                                .setResults(List.of(new WriteShareGroupStateResponseData.WriteStateResult()
                                        .setTopicId(topic.topicId())
                                        .setPartitions(List.of(result))));
                    });
        });
    }

    CompletionStage<Void> initialize(int leader, ShareKey key, int stateEpoch, long startOffset) {
        InitializeShareGroupStateRequestData request = new InitializeShareGroupStateRequestData()
                .setGroupId(key.groupId())
                .setTopics(List.of(new InitializeShareGroupStateRequestData.InitializeStateData()
                        .setTopicId(key.topicId())
                        .setPartitions(List.of(new InitializeShareGroupStateRequestData.PartitionData()
                                .setPartition(key.partition())
                                .setStateEpoch(stateEpoch)
                                .setStartOffset(startOffset)))));
        return peers.ask(
                        PeerQuestion.SHARE_INITIALIZE,
                        leader,
                        request,
                        VERSION,
                        InitializeShareGroupStateResponseData::new)
                .thenAccept(response -> {
                    var result = response.results().getFirst().partitions().getFirst();
                    check(result.errorCode(), result.errorMessage());
                });
    }

    static Function<byte[], CompletionStage<byte[]>> initializeAnswerer(Persister states) {
        return PeerQuestions.answering(InitializeShareGroupStateRequestData::new, VERSION, request -> {
            var topic = request.topics().getFirst();
            var asked = topic.partitions().getFirst();
            return states.initialize(
                            new ShareKey(request.groupId(), topic.topicId(), asked.partition()),
                            asked.stateEpoch(),
                            asked.startOffset())
                    .handle((nothing, failure) -> {
                        var result = new InitializeShareGroupStateResponseData.PartitionResult()
                                .setPartition(asked.partition());
                        if (failure != null) {
                            Failure told = Failure.of(failure);
                            result.setErrorCode(told.code.code()).setErrorMessage(told.detail);
                        }
                        return new InitializeShareGroupStateResponseData()
                                .setResults(List.of(new InitializeShareGroupStateResponseData.InitializeStateResult()
                                        .setTopicId(topic.topicId())
                                        .setPartitions(List.of(result))));
                    });
        });
    }

    CompletionStage<Void> delete(int leader, ShareKey key) {
        DeleteShareGroupStateRequestData request = new DeleteShareGroupStateRequestData()
                .setGroupId(key.groupId())
                .setTopics(List.of(new DeleteShareGroupStateRequestData.DeleteStateData()
                        .setTopicId(key.topicId())
                        .setPartitions(List.of(
                                new DeleteShareGroupStateRequestData.PartitionData().setPartition(key.partition())))));
        return peers.ask(PeerQuestion.SHARE_DELETE, leader, request, VERSION, DeleteShareGroupStateResponseData::new)
                .thenAccept(response -> {
                    var result = response.results().getFirst().partitions().getFirst();
                    check(result.errorCode(), result.errorMessage());
                });
    }

    static Function<byte[], CompletionStage<byte[]>> deleteAnswerer(Persister states) {
        return PeerQuestions.answering(DeleteShareGroupStateRequestData::new, VERSION, request -> {
            var topic = request.topics().getFirst();
            var asked = topic.partitions().getFirst();
            return states.delete(new ShareKey(request.groupId(), topic.topicId(), asked.partition()))
                    .handle((nothing, failure) -> {
                        var result =
                                new DeleteShareGroupStateResponseData.PartitionResult().setPartition(asked.partition());
                        if (failure != null) {
                            Failure told = Failure.of(failure);
                            result.setErrorCode(told.code.code()).setErrorMessage(told.detail);
                        }
                        return new DeleteShareGroupStateResponseData()
                                .setResults(List.of(new DeleteShareGroupStateResponseData.DeleteStateResult()
                                        .setTopicId(topic.topicId())
                                        .setPartitions(List.of(result))));
                    });
        });
    }

    CompletionStage<ShareState> summary(int leader, ShareKey key) {
        ReadShareGroupStateSummaryRequestData request = new ReadShareGroupStateSummaryRequestData()
                .setGroupId(key.groupId())
                .setTopics(List.of(new ReadShareGroupStateSummaryRequestData.ReadStateSummaryData()
                        .setTopicId(key.topicId())
                        .setPartitions(List.of(new ReadShareGroupStateSummaryRequestData.PartitionData()
                                .setPartition(key.partition())))));
        return peers.ask(
                        PeerQuestion.SHARE_SUMMARY,
                        leader,
                        request,
                        WITH_COMPLETE_COUNT,
                        ReadShareGroupStateSummaryResponseData::new)
                .thenApply(response -> {
                    var result = response.results().getFirst().partitions().getFirst();
                    check(result.errorCode(), result.errorMessage());
                    return new ShareState(
                            0,
                            result.stateEpoch(),
                            result.leaderEpoch(),
                            result.startOffset(),
                            result.deliveryCompleteCount(),
                            0,
                            0,
                            List.of());
                });
    }

    static Function<byte[], CompletionStage<byte[]>> summaryAnswerer(Persister states) {
        return PeerQuestions.answering(ReadShareGroupStateSummaryRequestData::new, WITH_COMPLETE_COUNT, request -> {
            var topic = request.topics().getFirst();
            var asked = topic.partitions().getFirst();
            return states.summary(new ShareKey(request.groupId(), topic.topicId(), asked.partition()))
                    .handle((state, failure) -> {
                        var result = new ReadShareGroupStateSummaryResponseData.PartitionResult()
                                .setPartition(asked.partition());
                        if (failure == null) {
                            result.setStateEpoch(state.stateEpoch())
                                    .setLeaderEpoch(state.leaderEpoch())
                                    .setStartOffset(state.startOffset())
                                    .setDeliveryCompleteCount(state.deliveryCompleteCount());
                        } else {
                            Failure told = Failure.of(failure);
                            result.setErrorCode(told.code.code()).setErrorMessage(told.detail);
                        }
                        return new ReadShareGroupStateSummaryResponseData()
                                .setResults(List.of(new ReadShareGroupStateSummaryResponseData.ReadStateSummaryResult()
                                        .setTopicId(topic.topicId())
                                        .setPartitions(List.of(result))));
                    });
        });
    }
}
