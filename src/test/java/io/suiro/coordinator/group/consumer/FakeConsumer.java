package io.suiro.coordinator.group.consumer;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A member as Kafka's clients are: it tells what has changed, gives up partitions before it takes new ones, takes its
 * time for that, tells everything again after an answer that it did not get, and starts over when it is fenced.
 */
final class FakeConsumer {
    static final int REBALANCE_MS = 10_000;
    private static final int LONGEST_REVOCATION_MS = 3_000;

    private final Random random;
    private final String memberId;
    private final @Nullable String instanceId;
    private List<String> topics;
    private @Nullable String regex;
    private int epoch;
    private PartitionSet owned = PartitionSet.NONE;
    private PartitionSet wanted = PartitionSet.NONE;
    private boolean tellsAll = true;
    private boolean subscriptionChanged;
    private boolean ownedChanged;
    private long heartbeatAtMs;
    private long reconciledAtMs = Long.MAX_VALUE;

    FakeConsumer(Random random, String memberId, @Nullable String instanceId, List<String> topics) {
        this.random = random;
        this.memberId = memberId;
        this.instanceId = instanceId;
        this.topics = topics;
    }

    String memberId() {
        return memberId;
    }

    @Nullable
    String instanceId() {
        return instanceId;
    }

    List<String> topics() {
        return topics;
    }

    @Nullable
    String regex() {
        return regex;
    }

    /** What it reads now. */
    PartitionSet owned() {
        return owned;
    }

    void subscribe(List<String> topics, @Nullable String regex) {
        this.topics = topics;
        this.regex = regex;
        subscriptionChanged = true;
    }

    /** Gives up and takes what it was told to, once it has had the time. */
    void work(long nowMs) {
        if (nowMs < reconciledAtMs) {
            return;
        }
        PartitionSet kept = owned.intersect(wanted);
        // Acknowledged in steps, as clients do: what is new is taken only after what is given up was told.
        if (kept.equals(owned)) {
            owned = wanted;
            reconciledAtMs = Long.MAX_VALUE;
        } else {
            owned = kept;
        }
        ownedChanged = true;
        heartbeatAtMs = nowMs;
    }

    boolean isDue(long nowMs) {
        return nowMs >= heartbeatAtMs;
    }

    ConsumerGroupHeartbeatRequestData request(String groupId) {
        ConsumerGroupHeartbeatRequestData request = new ConsumerGroupHeartbeatRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setInstanceId(instanceId)
                .setMemberEpoch(epoch);
        if (tellsAll) {
            request.setRebalanceTimeoutMs(REBALANCE_MS);
        }
        if (tellsAll || subscriptionChanged) {
            request.setSubscribedTopicNames(topics).setSubscribedTopicRegex(regex == null ? "" : regex);
        }
        if (tellsAll || ownedChanged) {
            request.setTopicPartitions(ownedInRequest());
        }
        tellsAll = false;
        subscriptionChanged = false;
        ownedChanged = false;
        return request;
    }

    ConsumerGroupHeartbeatRequestData leaving(String groupId) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setInstanceId(instanceId)
                .setMemberEpoch(instanceId == null ? HeartbeatCheck.LEAVE : MemberProgress.LEFT_STATICALLY);
    }

    /** It does not know whether its request was heard. */
    void missedAnswer(long nowMs) {
        tellsAll = true;
        heartbeatAtMs = nowMs + 100;
    }

    void answered(ConsumerGroupHeartbeatResponseData response, long nowMs) {
        Errors code = Errors.forCode(response.errorCode());
        if (code == Errors.FENCED_MEMBER_EPOCH || code == Errors.UNKNOWN_MEMBER_ID) {
            startOver(nowMs);
            return;
        }
        if (code != Errors.NONE) {
            missedAnswer(nowMs + 400);
            return;
        }
        epoch = response.memberEpoch();
        heartbeatAtMs = nowMs + response.heartbeatIntervalMs();
        if (response.assignment() != null) {
            Map<Uuid, List<Integer>> partitions = new TreeMap<>();
            response.assignment()
                    .topicPartitions()
                    .forEach(topic -> partitions.put(topic.topicId(), topic.partitions()));
            wanted = PartitionSet.of(partitions);
            reconciledAtMs = nowMs + random.nextInt(LONGEST_REVOCATION_MS);
        }
    }

    private void startOver(long nowMs) {
        epoch = HeartbeatCheck.JOIN;
        owned = PartitionSet.NONE;
        wanted = PartitionSet.NONE;
        reconciledAtMs = Long.MAX_VALUE;
        tellsAll = true;
        heartbeatAtMs = nowMs;
    }

    private List<TopicPartitions> ownedInRequest() {
        if (epoch == HeartbeatCheck.JOIN) {
            return List.of();
        }
        return owned.topicIds().stream()
                .map(topicId ->
                        new TopicPartitions().setTopicId(topicId).setPartitions(List.copyOf(owned.partitions(topicId))))
                .toList();
    }
}
