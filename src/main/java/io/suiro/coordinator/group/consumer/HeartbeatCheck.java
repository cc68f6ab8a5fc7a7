package io.suiro.coordinator.group.consumer;

import io.suiro.error.Refused;
import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Whether a ConsumerGroupHeartbeat makes sense by itself, whatever the group. */
public final class HeartbeatCheck {
    static final int JOIN = 0;
    static final int LEAVE = -1;
    /** From this version on a member makes up its own id (KIP-1082). */
    private static final short OWN_ID_FROM = 1;

    private HeartbeatCheck() {}

    /** Throws INVALID_REQUEST, UNSUPPORTED_ASSIGNOR or INVALID_REGULAR_EXPRESSION. */
    public static void check(ConsumerGroupHeartbeatRequestData request, short apiVersion, List<String> assignors) {
        if (apiVersion >= OWN_ID_FROM || request.memberEpoch() != JOIN) {
            refuseIf(request.memberId().isBlank(), "MemberId can't be empty.");
        }
        refuseIf(request.groupId().isBlank(), "GroupId can't be empty.");
        refuseIf(isBlank(request.instanceId()), "InstanceId can't be empty.");
        refuseIf(isBlank(request.rackId()), "RackId can't be empty.");
        if (request.memberEpoch() == JOIN) {
            checkJoin(request);
        }
        refuseIf(request.memberEpoch() < MemberProgress.LEFT_STATICALLY, "MemberEpoch is invalid.");
        refuseIf(
                request.memberEpoch() == MemberProgress.LEFT_STATICALLY && request.instanceId() == null,
                "InstanceId can't be null.");
        String assignor = request.serverAssignor();
        if (assignor != null && !assignors.contains(assignor)) {
            throw new Refused(
                    Errors.UNSUPPORTED_ASSIGNOR,
                    "ServerAssignor " + assignor + " is not supported. Supported assignors: "
                            + String.join(", ", assignors) + ".");
        }
        SubscribedTopics.check(request.subscribedTopicRegex());
    }

    /** The first request must be whole. No names, or an empty expression, is a subscription to nothing. */
    private static void checkJoin(ConsumerGroupHeartbeatRequestData request) {
        refuseIf(request.rebalanceTimeoutMs() == -1, "RebalanceTimeoutMs must be provided in first request.");
        refuseIf(
                request.topicPartitions() == null || !request.topicPartitions().isEmpty(),
                "TopicPartitions must be empty when (re-)joining.");
        refuseIf(
                request.subscribedTopicNames() == null && request.subscribedTopicRegex() == null,
                "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.");
    }

    private static boolean isBlank(@Nullable String text) {
        return text != null && text.isBlank();
    }

    private static void refuseIf(boolean isWrong, String why) {
        if (isWrong) {
            throw new Refused(Errors.INVALID_REQUEST, why);
        }
    }
}
