package io.suiro.coordinator.group;

import io.suiro.base.Stages;
import io.suiro.error.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/** How the group APIs say no, and what of a response older versions can carry. */
final class ErrorResponses {
    private static final Logger LOG = System.getLogger(ErrorResponses.class.getName());

    private static final short NULLABLE_PROTOCOL_FROM = 7;
    private static final short LEAVE_BATCH_FROM = 3;
    private static final short TRANSACTION_ABORTABLE_FROM = 4;
    /** The first version of TxnOffsetCommit whose producers leave it to the broker to add partitions to their transactions. */
    static final short TRANSACTIONS_V2_FROM = 5;

    private ErrorResponses() {}

    /** A refusal becomes a response; any other failure is a bug, logged once. */
    static <T> CompletionStage<T> recover(CompletionStage<T> answer, Function<Errors, T> failed) {
        return explain(answer, refused -> failed.apply(refused.code()));
    }

    /** As {@link #recover}, for responses that can tell why. */
    static <T> CompletionStage<T> explain(CompletionStage<T> answer, Function<Refused, T> failed) {
        return answer.exceptionally(failure -> failed.apply(refusal(failure)));
    }

    private static Refused refusal(Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof Refused refused) {
            return refused;
        }
        LOG.log(Level.ERROR, "a group request failed", cause);
        return new Refused(Errors.UNKNOWN_SERVER_ERROR);
    }

    static OffsetCommitResponseData of(OffsetCommitRequestData request, Errors code) {
        return new OffsetCommitResponseData()
                .setTopics(request.topics().stream()
                        .map(topic -> new OffsetCommitResponseTopic()
                                .setName(topic.name())
                                .setTopicId(topic.topicId())
                                .setPartitions(topic.partitions().stream()
                                        .map(partition -> new OffsetCommitResponsePartition()
                                                .setPartitionIndex(partition.partitionIndex())
                                                .setErrorCode(code.code()))
                                        .toList()))
                        .toList());
    }

    static TxnOffsetCommitResponseData of(TxnOffsetCommitRequestData request, Errors code) {
        return new TxnOffsetCommitResponseData()
                .setTopics(request.topics().stream()
                        .map(topic -> new TxnOffsetCommitResponseTopic()
                                .setName(topic.name())
                                .setPartitions(topic.partitions().stream()
                                        .map(partition -> new TxnOffsetCommitResponsePartition()
                                                .setPartitionIndex(partition.partitionIndex())
                                                .setErrorCode(code.code()))
                                        .toList()))
                        .toList());
    }

    /** What a transaction's coordinator says, in the words that a producer understands from a group's coordinator. */
    static Errors ofAdmission(Errors code, short apiVersion) {
        return switch (code) {
            case PRODUCER_FENCED -> Errors.INVALID_PRODUCER_EPOCH;
            case TRANSACTION_ABORTABLE -> apiVersion < TRANSACTION_ABORTABLE_FROM ? Errors.INVALID_TXN_STATE : code;
            case CONCURRENT_TRANSACTIONS -> apiVersion < TRANSACTIONS_V2_FROM ? Errors.COORDINATOR_NOT_AVAILABLE : code;
            case NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS, NETWORK_EXCEPTION, REQUEST_TIMED_OUT ->
                Errors.COORDINATOR_NOT_AVAILABLE;
            default -> code;
        };
    }

    /** No protocol is null from version 7 on, and empty before. */
    static JoinGroupResponseData forVersion(JoinGroupResponseData response, short apiVersion) {
        return response.protocolName() == null && apiVersion < NULLABLE_PROTOCOL_FROM
                ? response.setProtocolName("")
                : response;
    }

    /** Before version 3 one member leaves, and its error is that of the response. */
    static LeaveGroupResponseData forVersion(LeaveGroupResponseData response, short apiVersion) {
        if (apiVersion >= LEAVE_BATCH_FROM || response.members().isEmpty()) {
            return response;
        }
        return new LeaveGroupResponseData()
                .setErrorCode(response.members().getFirst().errorCode());
    }

    static List<MemberIdentity> members(LeaveGroupRequestData request, short apiVersion) {
        return apiVersion >= LEAVE_BATCH_FROM
                ? request.members()
                : List.of(new MemberIdentity().setMemberId(request.memberId()));
    }
}
