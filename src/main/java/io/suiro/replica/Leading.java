package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.error.Refused;
import java.util.OptionalInt;

/**
 * What a leader learns of its partition's followers, and what it tells of them: the counterpart of {@link Following}. Questions come from
 * any thread and are answered from what was published last; what a fetch brings about happens in the turn of the partition's lane, and
 * only if this broker still leads in the same leader epoch by then.
 */
public final class Leading {
    private final Partition partition;
    private final Lane lane;
    private final Replication replication;

    Leading(Partition partition, Lane lane, Replication replication) {
        this.partition = partition;
        this.lane = lane;
        this.replication = replication;
    }

    /**
     * A follower fetches: it has everything below the offset, from where its log begins. Any thread; what follows from it happens in the
     * lane's turn.
     *
     * @throws Refused NOT_LEADER_OR_FOLLOWER, UNKNOWN_LEADER_EPOCH, KAFKA_STORAGE_ERROR
     */
    public void fetchedBy(int brokerId, long brokerEpoch, long offset, long logStartOffset) {
        partition.checkServed();
        Leader leader = partition.leader();
        var _ = leader.checkedFollower(brokerId, brokerEpoch);
        lane.executeSoon(() -> {
            if (partition.role() == leader) {
                try {
                    leader.fetched(brokerId, brokerEpoch, offset, logStartOffset);
                } catch (Refused late) {
                    // Its next fetch will be told.
                    return;
                }
                if (partition.isThrottled() && !leader.isr().contains(brokerId) && leader.waitsFor(brokerId)) {
                    partition.tellFollowers(); // this fetch may have been held back before that was known
                }
            }
        });
    }

    /** Whether it leads, and commits nothing before that follower has it. Any thread. */
    public boolean waitsFor(int brokerId) {
        return partition.role() instanceof Leader leader && leader.waitsFor(brokerId);
    }

    /**
     * Whether the broker may fetch as a follower. Any thread.
     *
     * @throws Refused as {@link #fetchedBy}
     */
    public void checkFollower(int brokerId, long brokerEpoch) {
        var _ = partition.leader().checkedFollower(brokerId, brokerEpoch);
    }

    /** Looks after followers that lag or have caught up; now and then, and when other brokers may be in sync. Any thread. */
    public void checkInSync() {
        if (partition.role() instanceof Leader leader && leader.isReplicated()) {
            lane.execute(() -> {
                if (partition.role() == leader) {
                    leader.checkInSync();
                    partition.highWatermarkHere().advance();
                }
            });
        }
    }

    /** Where a consumer in the rack had better read (KIP-392): an in-sync follower, empty if none is nearer than this broker. Any thread. */
    public OptionalInt preferredReadReplica(String rack, long offset) {
        return partition.role() instanceof Leader leader
                        && !rack.isEmpty()
                        && !ownRack().equals(rack)
                ? leader.inRack(rack, offset)
                : OptionalInt.empty();
    }

    private String ownRack() {
        return replication.brokers().rackOf(replication.brokerId());
    }
}
