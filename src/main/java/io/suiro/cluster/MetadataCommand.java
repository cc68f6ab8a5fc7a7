package io.suiro.cluster;

import io.suiro.cluster.raft.Voter;
import io.suiro.error.Outcome;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of the controller. Each is decided alone and takes effect wholly or not at all. A command that
 * carries a broker epoch is refused with STALE_BROKER_EPOCH if that life of the broker is over.
 *
 * @param <R> what the caller learns once the change is durable
 */
public sealed interface MetadataCommand<R> {

    /**
     * Announces a broker at its start; the answer is its broker epoch. It is fenced until {@link UnfenceBroker}, and what
     * it led in an earlier life is led by others from now on.
     *
     * @param incarnation drawn anew by each process; not zero
     * @param directoryId of its metadata directory
     * @param logDirectoryId of the directory with its partitions
     * @param peerHost empty if it knows no other brokers
     * @param peerPort -1 if it knows no other brokers
     * @param clean it lost nothing that it ever acknowledged since its last life
     */
    record RegisterBroker(
            int id,
            Uuid incarnation,
            Uuid directoryId,
            Uuid logDirectoryId,
            String host,
            int port,
            String peerHost,
            int peerPort,
            @Nullable String rack,
            boolean clean)
            implements MetadataCommand<Outcome<Long>> {}

    /** The broker is not heard of: others lead what it led, and it leaves each ISR that has other members. */
    record FenceBroker(int id, long brokerEpoch) implements MetadataCommand<Outcome<Void>> {}

    /** The broker is heard of and knows of its registration: it leads what has waited for it. */
    record UnfenceBroker(int id, long brokerEpoch) implements MetadataCommand<Outcome<Void>> {}

    /**
     * A controlled shutdown: others in the ISR lead what it led. May be asked again; the answer is how many partitions
     * the broker still leads because nobody else can.
     */
    record BeginShutdown(int id, long brokerEpoch) implements MetadataCommand<Outcome<Integer>> {}

    /** Forgets a fenced broker that holds no replica. */
    record UnregisterBroker(int id) implements MetadataCommand<Outcome<Void>> {}

    /**
     * A leader proposes another ISR (KIP-497, KIP-903); the answer is the partition afterwards.
     *
     * @param leaderEpoch as the leader knows it
     * @param partitionEpoch as the leader knows it: whoever saw less than the latest change is refused
     * @param isr with the leader, each member in the life that the leader has heard of
     */
    record AlterPartition(
            int brokerId,
            long brokerEpoch,
            Uuid topicId,
            int partition,
            int leaderEpoch,
            int partitionEpoch,
            List<InSync> isr)
            implements MetadataCommand<Outcome<PartitionImage>> {}

    /** A proposed member of an ISR. */
    record InSync(int id, long brokerEpoch) {}

    /** Elects the preferred replica, or where there is no leader whoever is there (KIP-460). */
    record ElectLeaders(ElectionType type, String topic, int partition)
            implements MetadataCommand<Outcome<PartitionImage>> {}

    /**
     * Gives a partition other replicas, in steps (KIP-455).
     *
     * @param target broker ids, the preferred leader first; null to cancel what is under way
     */
    record ReassignPartition(
            String topic, int partition, @Nullable List<Integer> target, boolean allowReplicationFactorChange)
            implements MetadataCommand<Outcome<PartitionImage>> {}

    /**
     * Elects preferred replicas of brokers that lead too little; the answer is how many partitions changed leaders.
     *
     * @param max changes at once
     * @param imbalancePercentage of a broker's preferred partitions that others may lead without anything being done
     */
    record BalanceLeaders(int max, int imbalancePercentage) implements MetadataCommand<Outcome<Integer>> {}

    /** One voter of the metadata log more or less, as {@link VoterPlan} has it. */
    record ChangeVoters(List<Voter> voters) implements MetadataCommand<Outcome<Void>> {}

    /**
     * An operator wants that broker to vote. It is named by its metadata directory or, as Kafka's tool does, by its log
     * directory. REQUEST_TIMED_OUT if it has not caught up, which may change.
     */
    record AddVoter(Voter voter) implements MetadataCommand<Outcome<Void>> {}

    /** An operator wants that broker, named as in {@link AddVoter}, to vote no more; it is not added by itself again. */
    record RemoveVoter(Voter voter) implements MetadataCommand<Outcome<Void>> {}

    /**
     * Creates a topic as KIP-4 has it; -1 for partitions and replicationFactor means the broker's default.
     *
     * @param assignments partition number to broker ids, empty to let the controller place replicas
     * @param validateOnly decides, answers and changes nothing
     */
    record CreateTopic(
            String name,
            int partitions,
            short replicationFactor,
            Map<Integer, List<Integer>> assignments,
            Map<String, String> configs,
            boolean validateOnly)
            implements MetadataCommand<Outcome<TopicImage>> {}

    record DeleteTopic(Uuid topicId) implements MetadataCommand<Outcome<TopicImage>> {}

    /**
     * Adds partitions up to {@code count} in all.
     *
     * @param assignments broker ids of each new partition in order, null to let the controller place them
     */
    record CreatePartitions(
            String topic, int count, @Nullable List<List<Integer>> assignments, boolean validateOnly)
            implements MetadataCommand<Outcome<TopicImage>> {}

    /** Changes settings of one resource; the map's keys are Kafka's config names. */
    record AlterConfigs(ConfigResource resource, Map<String, ConfigChange> changes, boolean validateOnly)
            implements MetadataCommand<Outcome<Void>> {}

    /** Replaces all settings of one resource (the older AlterConfigs API). */
    record ReplaceConfigs(ConfigResource resource, Map<String, String> configs, boolean validateOnly)
            implements MetadataCommand<Outcome<Void>> {}

    /** Hands out a block of producer ids; the answer is the first. */
    record AllocateProducerIds(int brokerId, long brokerEpoch, int count) implements MetadataCommand<Outcome<Long>> {}

    /** One change of one setting (KIP-339). */
    sealed interface ConfigChange {
        record Set(String value) implements ConfigChange {}

        record Delete() implements ConfigChange {}

        /** To a list-valued setting; what is there already stays once. */
        record Append(String value) implements ConfigChange {}

        record Subtract(String value) implements ConfigChange {}
    }
}
