package io.suiro.coordinator.group.consumer;

import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.jspecify.annotations.Nullable;

/**
 * What a member has said of itself.
 *
 * @param instanceId of a static member (KIP-345)
 * @param topicNames subscribed by name, sorted, each once
 * @param topicRegex subscribed by regular expression (RE2/J), null if it has none
 * @param rebalanceTimeoutMs for giving up partitions
 * @param serverAssignor the one it asks for, null if any will do
 * @param classic of a member that speaks the classic protocol, null for others
 */
public record MemberTerms(
        @Nullable String instanceId,
        @Nullable String rackId,
        String clientId,
        String clientHost,
        List<String> topicNames,
        @Nullable String topicRegex,
        int rebalanceTimeoutMs,
        @Nullable String serverAssignor,
        @Nullable ClassicTerms classic) {
    static final MemberTerms UNKNOWN = new MemberTerms(null, null, "", "", List.of(), null, -1, null, null);

    public MemberTerms {
        SortedSet<String> sorted = new TreeSet<>(topicNames);
        topicNames = List.copyOf(sorted);
        topicRegex = topicRegex == null || topicRegex.isEmpty() ? null : topicRegex;
    }

    /** With what the request brings, which is of the new protocol; a field that it leaves out has not changed. */
    MemberTerms updated(ConsumerGroupHeartbeatRequestData request, String clientId, String clientHost) {
        return new MemberTerms(
                request.instanceId() == null ? instanceId : request.instanceId(),
                request.rackId() == null ? rackId : request.rackId(),
                clientId,
                clientHost,
                request.subscribedTopicNames() == null ? topicNames : request.subscribedTopicNames(),
                request.subscribedTopicRegex() == null ? topicRegex : request.subscribedTopicRegex(),
                request.rebalanceTimeoutMs() == -1 ? rebalanceTimeoutMs : request.rebalanceTimeoutMs(),
                request.serverAssignor() == null ? serverAssignor : request.serverAssignor(),
                null);
    }

    boolean subscribesLike(MemberTerms other) {
        return topicNames.equals(other.topicNames) && Objects.equals(topicRegex, other.topicRegex);
    }
}
