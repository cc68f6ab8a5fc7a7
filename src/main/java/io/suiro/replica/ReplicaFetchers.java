package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/** Fetches what this broker follows: one {@link ReplicaFetcher} for each leader. Calls from any thread; the state is the lane's. */
public final class ReplicaFetchers implements FollowedPartitions {
    private final int brokerId;
    private final Leaders leaders;
    private final Lane lane;
    private final Scheduler scheduler;
    private final LongSupplier brokerEpoch;
    private final FetcherLimits limits;
    private final ReplicationQuota quota;
    private final LongConsumer received;
    private final Map<Integer, ReplicaFetcher> byLeader = new HashMap<>();
    private final Map<TopicPartition, Integer> leaderOf = new HashMap<>();
    private boolean stopped;

    /**
     * Fetches nothing yet.
     *
     * @param lane of its own
     * @param quota of what is copied of throttled partitions
     * @param received told of the bytes that leaders send
     * @param brokerEpoch of this broker's registration as it stands at the moment of the call, -1 while it has none
     */
    public ReplicaFetchers(
            int brokerId,
            Leaders leaders,
            Lane lane,
            Scheduler scheduler,
            LongSupplier brokerEpoch,
            FetcherLimits limits,
            ReplicationQuota quota,
            LongConsumer received) {
        this.brokerId = brokerId;
        this.leaders = leaders;
        this.lane = lane;
        this.scheduler = scheduler;
        this.brokerEpoch = brokerEpoch;
        this.limits = limits;
        this.quota = quota;
        this.received = received;
    }

    @Override
    public void follow(Partition partition, int leaderId, int leaderEpoch) {
        lane.execute(() -> {
            if (stopped) {
                return;
            }
            Integer before = leaderOf.get(partition.topicPartition());
            if (before != null && before != leaderId) {
                drop(partition);
            }
            leaderOf.put(partition.topicPartition(), leaderId);
            byLeader.computeIfAbsent(
                            leaderId,
                            id -> new ReplicaFetcher(
                                    brokerId, id, leaders, lane, scheduler, brokerEpoch, limits, quota, received))
                    .add(partition, leaderEpoch);
        });
    }

    @Override
    public void leave(Partition partition) {
        lane.execute(() -> drop(partition));
    }

    private void drop(Partition partition) {
        Integer leaderId = leaderOf.remove(partition.topicPartition());
        ReplicaFetcher fetcher = leaderId == null ? null : byLeader.get(leaderId);
        if (fetcher != null) {
            fetcher.remove(partition);
            if (fetcher.isEmpty()) {
                fetcher.stop();
                byLeader.remove(leaderId);
            }
        }
    }

    /** Connections are closed, and nothing is fetched any more, whatever this broker is told to follow later. */
    public void stop() {
        lane.execute(() -> {
            stopped = true;
            byLeader.values().forEach(ReplicaFetcher::stop);
            byLeader.clear();
            leaderOf.clear();
        });
    }
}
