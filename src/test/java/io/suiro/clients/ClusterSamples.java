package io.suiro.clients;

import static org.apache.kafka.common.protocol.Errors.BROKER_ID_NOT_REGISTERED;
import static org.apache.kafka.common.protocol.Errors.DUPLICATE_VOTER;
import static org.apache.kafka.common.protocol.Errors.ELECTION_NOT_NEEDED;
import static org.apache.kafka.common.protocol.Errors.INCONSISTENT_CLUSTER_ID;
import static org.apache.kafka.common.protocol.Errors.INVALID_REPLICA_ASSIGNMENT;
import static org.apache.kafka.common.protocol.Errors.INVALID_REQUEST;
import static org.apache.kafka.common.protocol.Errors.NONE;
import static org.apache.kafka.common.protocol.Errors.NO_REASSIGNMENT_IN_PROGRESS;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_TOPIC_OR_PARTITION;
import static org.apache.kafka.common.protocol.Errors.VOTER_NOT_FOUND;

import io.suiro.TestBroker;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.AddRaftVoterRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitionsCollection;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData.ListPartitionReassignmentsTopics;
import org.apache.kafka.common.message.RemoveRaftVoterRequestData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Sample requests of the APIs about brokers as a cluster, to a single one. */
final class ClusterSamples {
    private static final int ABSENT = 7;

    private ClusterSamples() {}

    static List<Sample> of(ApiKeys api, short version, Known known) {
        return switch (api) {
            case ELECT_LEADERS -> electLeaders(version, known);
            case ALTER_PARTITION_REASSIGNMENTS -> reassign(known);
            case LIST_PARTITION_REASSIGNMENTS -> listReassignments(known);
            case DESCRIBE_QUORUM -> describeQuorum();
            case ADD_RAFT_VOTER -> addVoter();
            case REMOVE_RAFT_VOTER -> removeVoter();
            case UNREGISTER_BROKER ->
                List.of(Sample.of(new UnregisterBrokerRequestData().setBrokerId(ABSENT), BROKER_ID_NOT_REGISTERED));
            default -> List.of();
        };
    }

    private static List<Sample> electLeaders(short version, Known known) {
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of(
                electing(List.of(partitions(known.topic()), partitions(Known.MISSING))),
                NONE,
                ELECTION_NOT_NEEDED,
                UNKNOWN_TOPIC_OR_PARTITION));
        if (version >= 1) {
            samples.add(Sample.of(electing(List.of()).setElectionType((byte) 9), INVALID_REQUEST));
        }
        samples.add(Sample.of(new ElectLeadersRequestData().setTimeoutMs(1000).setTopicPartitions(null), NONE));
        return samples;
    }

    private static TopicPartitions partitions(String topic) {
        return new TopicPartitions().setTopic(topic).setPartitions(List.of(0));
    }

    private static ElectLeadersRequestData electing(List<TopicPartitions> topics) {
        return new ElectLeadersRequestData()
                .setTimeoutMs(1000)
                .setTopicPartitions(new TopicPartitionsCollection(topics.iterator()));
    }

    private static List<Sample> reassign(Known known) {
        return List.of(
                Sample.of(reassigning(known.topic(), List.of(TestBroker.ID)), NONE),
                Sample.of(reassigning(known.topic(), List.of(ABSENT)), NONE, INVALID_REPLICA_ASSIGNMENT),
                Sample.of(reassigning(known.topic(), null), NONE, NO_REASSIGNMENT_IN_PROGRESS),
                Sample.of(reassigning(Known.MISSING, List.of(TestBroker.ID)), NONE, UNKNOWN_TOPIC_OR_PARTITION));
    }

    private static AlterPartitionReassignmentsRequestData reassigning(String topic, @Nullable List<Integer> replicas) {
        ReassignablePartition partition =
                new ReassignablePartition().setPartitionIndex(0).setReplicas(replicas);
        return new AlterPartitionReassignmentsRequestData()
                .setTimeoutMs(1000)
                .setTopics(List.of(new ReassignableTopic().setName(topic).setPartitions(List.of(partition))));
    }

    private static List<Sample> listReassignments(Known known) {
        return List.of(
                Sample.of(new ListPartitionReassignmentsRequestData().setTopics(null), NONE),
                Sample.of(
                        new ListPartitionReassignmentsRequestData()
                                .setTopics(List.of(new ListPartitionReassignmentsTopics()
                                        .setName(known.topic())
                                        .setPartitionIndexes(List.of(0, 9)))),
                        NONE));
    }

    private static List<Sample> describeQuorum() {
        return List.of(
                Sample.of(describing(Topic.CLUSTER_METADATA_TOPIC_NAME), NONE),
                Sample.of(describing(Known.MISSING), NONE, UNKNOWN_TOPIC_OR_PARTITION));
    }

    private static DescribeQuorumRequestData describing(String topic) {
        return new DescribeQuorumRequestData()
                .setTopics(List.of(new DescribeQuorumRequestData.TopicData()
                        .setTopicName(topic)
                        .setPartitions(List.of(new DescribeQuorumRequestData.PartitionData().setPartitionIndex(0)))));
    }

    private static List<Sample> addVoter() {
        AddRaftVoterRequestData elsewhere = new AddRaftVoterRequestData()
                .setClusterId("another")
                .setTimeoutMs(1000)
                .setVoterId(TestBroker.ID)
                .setVoterDirectoryId(Uuid.ONE_UUID);
        return List.of(
                Sample.of(elsewhere, INCONSISTENT_CLUSTER_ID),
                Sample.of(elsewhere.duplicate().setClusterId(null), DUPLICATE_VOTER));
    }

    private static List<Sample> removeVoter() {
        RemoveRaftVoterRequestData elsewhere = new RemoveRaftVoterRequestData()
                .setClusterId("another")
                .setVoterId(ABSENT)
                .setVoterDirectoryId(Uuid.ONE_UUID);
        return List.of(
                Sample.of(elsewhere, INCONSISTENT_CLUSTER_ID),
                Sample.of(elsewhere.duplicate().setClusterId(null), VOTER_NOT_FOUND));
    }
}
