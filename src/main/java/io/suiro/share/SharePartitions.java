package io.suiro.share;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.share.Persister;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.error.Refused;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/**
 * The share partitions of the partitions that this broker leads, as far as somebody reads them. Each is read from its coordinator when
 * it is first asked for, in each leader epoch. Any thread.
 */
public final class SharePartitions {
    private final Partitions partitions;
    private final Persister persister;
    private final Function<String, ShareTerms> terms;
    private final Clock clock;
    private final Scheduler scheduler;
    private final Executor reads;
    private final ShareTraffic traffic = new ShareTraffic();
    private final Map<ShareKey, SharePartition> here = new ConcurrentHashMap<>();

    /**
     * Has none yet.
     *
     * @param terms of a group, by its id, as they are at the moment
     * @param reads runs what may wait for a disk
     */
    public SharePartitions(
            Partitions partitions,
            Persister persister,
            Function<String, ShareTerms> terms,
            Clock clock,
            Scheduler scheduler,
            Executor reads) {
        this.partitions = partitions;
        this.persister = persister;
        this.terms = terms;
        this.clock = clock;
        this.scheduler = scheduler;
        this.reads = reads;
    }

    ShareTerms terms(String groupId) {
        return terms.apply(groupId);
    }

    public ShareTraffic traffic() {
        return traffic;
    }

    /** Offsets of all of them, from the first that is not done with to the last that was delivered. */
    public long inFlight() {
        return here.values().stream().mapToLong(SharePartition::inFlight).sum();
    }

    /** Share partitions that somebody reads, or has read not long ago. */
    public int size() {
        return here.size();
    }

    /**
     * The one of that name, which may still be loading.
     *
     * @throws Refused NOT_LEADER_OR_FOLLOWER, UNKNOWN_TOPIC_OR_PARTITION, KAFKA_STORAGE_ERROR
     */
    SharePartition get(ShareKey key, String topic) {
        Partition partition = partitions.get(new TopicPartition(topic, key.partition()));
        partition.checkLeads();
        if (!partition.topicId().equals(key.topicId())) {
            throw new Refused(Errors.UNKNOWN_TOPIC_ID);
        }
        if (partition.isCutOff()) {
            throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
        }
        int leaderEpoch = partition.leaderEpoch();
        SharePartition known = here.get(key);
        if (known != null && known.leaderEpoch() == leaderEpoch) {
            return known;
        }
        if (known != null) {
            known.end(new Refused(Errors.NOT_LEADER_OR_FOLLOWER));
        }
        return create(key, partition, leaderEpoch);
    }

    private SharePartition create(ShareKey key, Partition partition, int leaderEpoch) {
        SharePartition[] created = new SharePartition[1];
        created[0] = new SharePartition(
                key,
                partition,
                leaderEpoch,
                persister,
                () -> terms.apply(key.groupId()),
                clock,
                scheduler,
                reads,
                traffic,
                () -> here.remove(key, created[0]));
        SharePartition other = here.putIfAbsent(key, created[0]);
        if (other != null) {
            return other;
        }
        created[0].load();
        return created[0];
    }

    /** The member is gone: others may have what it has. */
    void release(String groupId, String memberId) {
        of(groupId).forEach(share -> share.release(memberId));
    }

    /** Nobody reads as that group here any more: what it has got is with the coordinator. */
    void forget(String groupId) {
        of(groupId).forEach(SharePartition::abandon);
    }

    private List<SharePartition> of(String groupId) {
        return here.values().stream()
                .filter(share -> share.key().groupId().equals(groupId))
                .toList();
    }

    /** What this broker leads no more, or in another leader epoch, ends. */
    public void metadataChanged(MetadataImage image) {
        for (SharePartition share : here.values()) {
            TopicImage topic = image.topic(share.key().topicId());
            if (topic == null) {
                share.end(new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION));
            } else if (topic.partitions().get(share.key().partition()).leaderEpoch() != share.leaderEpoch()) {
                share.end(new Refused(Errors.NOT_LEADER_OR_FOLLOWER));
            }
        }
    }
}
