package io.suiro.replica;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchRequestData.ReplicaState;
import org.apache.kafka.common.message.FetchResponseData;

/**
 * A follower's side of an incremental fetch session (KIP-227): a request names what has changed since the one before, so that what it
 * costs does not grow with the number of partitions. Of its fetcher's lane.
 */
final class FetchSessionState {
    private static final int INITIAL_EPOCH = 0;

    private final int brokerId;
    private final FetcherLimits limits;
    private int sessionId;
    private int epoch = INITIAL_EPOCH;
    private long brokerEpoch = -1;
    private final Set<FetchKey> known = new HashSet<>();
    private final Map<FetchKey, FetchedPartition> changed = new LinkedHashMap<>();
    private final Set<FetchKey> forgotten = new LinkedHashSet<>();

    FetchSessionState(int brokerId, FetcherLimits limits) {
        this.brokerId = brokerId;
        this.limits = limits;
    }

    /** It is to be asked for at its position, which has changed. */
    void changed(FetchedPartition partition) {
        changed.put(partition.key, partition);
        forgotten.remove(partition.key);
    }

    /** It is not to be asked for now. */
    void left(FetchKey key) {
        changed.remove(key);
        if (known.contains(key)) {
            forgotten.add(key);
        }
    }

    /** The leader knows nothing any more. */
    void reset() {
        sessionId = 0;
        epoch = INITIAL_EPOCH;
        known.clear();
        forgotten.clear();
    }

    /** Whether there is nothing to ask for. */
    boolean isEmpty() {
        return changed.isEmpty() && (known.isEmpty() || known.equals(forgotten));
    }

    /**
     * The next request. A leader that this broker tells of another registration is told everything.
     *
     * @param waitMs after which a leader without news is to answer
     * @param all for a full request
     */
    FetchRequestData next(long registeredEpoch, int waitMs, Collection<FetchedPartition> all) {
        if (registeredEpoch != brokerEpoch) {
            reset();
            brokerEpoch = registeredEpoch;
        }
        FetchRequestData request = new FetchRequestData()
                .setReplicaState(new ReplicaState().setReplicaId(brokerId).setReplicaEpoch(brokerEpoch))
                .setMaxWaitMs(waitMs)
                .setMinBytes(limits.minBytes())
                .setMaxBytes(limits.responseMaxBytes())
                .setSessionId(sessionId)
                .setSessionEpoch(epoch);
        Map<Uuid, FetchTopic> topics = new HashMap<>();
        Collection<FetchedPartition> asked = epoch == INITIAL_EPOCH ? all : changed.values();
        for (FetchedPartition one : asked) {
            FetchPosition position = one.position;
            if (position != null && !one.held) {
                known.add(one.key);
                one.asked = true;
                topics.computeIfAbsent(one.key.topicId(), id -> topic(request, id))
                        .partitions()
                        .add(new FetchPartition()
                                .setPartition(one.key.partition())
                                .setCurrentLeaderEpoch(one.leaderEpoch)
                                .setFetchOffset(position.offset())
                                .setLastFetchedEpoch(position.lastFetchedEpoch())
                                .setLogStartOffset(position.logStartOffset())
                                .setPartitionMaxBytes(limits.maxBytes()));
            }
        }
        Map<Uuid, ForgottenTopic> gone = new HashMap<>();
        for (FetchKey key : forgotten) {
            known.remove(key);
            gone.computeIfAbsent(key.topicId(), id -> forgotten(request, id))
                    .partitions()
                    .add(key.partition());
        }
        changed.clear();
        forgotten.clear();
        return request;
    }

    private static FetchTopic topic(FetchRequestData request, Uuid id) {
        FetchTopic topic = new FetchTopic().setTopicId(id);
        request.topics().add(topic);
        return topic;
    }

    private static ForgottenTopic forgotten(FetchRequestData request, Uuid id) {
        ForgottenTopic topic = new ForgottenTopic().setTopicId(id);
        request.forgottenTopicsData().add(topic);
        return topic;
    }

    /** An answer without an error for the whole. */
    void answered(FetchResponseData response) {
        if (response.sessionId() == 0) {
            reset();
        } else {
            sessionId = response.sessionId();
            epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        }
    }
}
