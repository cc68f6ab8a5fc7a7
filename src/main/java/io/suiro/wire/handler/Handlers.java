package io.suiro.wire.handler;

import io.suiro.broker.Broker;
import io.suiro.broker.PartitionOffsets;
import io.suiro.broker.ShareGroups;
import io.suiro.broker.TopicNames;
import io.suiro.broker.Topics;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.List;

/** Every API that this broker serves, beside ApiVersions. */
public final class Handlers {
    private Handlers() {}

    public static List<ApiHandler<?, ?>> of(Broker broker) {
        TopicNames names = broker.topicNames();
        Topics topics = broker.topics();
        PartitionOffsets offsets = broker.offsets();
        GroupCoordinator groups = broker.groups().coordinator();
        TransactionCoordinator transactions = broker.transactions().coordinator();
        ShareGroups shares = broker.shareGroups();
        return List.of(
                new ProduceHandler(broker.produce(), names, broker.currentLeaders()),
                new FetchHandler(
                        broker.fetchRecords(),
                        broker.replicaFetches(),
                        broker.fetchSessions(),
                        names,
                        broker.currentLeaders(),
                        broker.settings().intOf("fetch.max.bytes")),
                new ListOffsetsHandler(offsets),
                new OffsetForLeaderEpochHandler(offsets),
                new DeleteRecordsHandler(offsets),
                new InitProducerIdHandler(broker.producerIds(), transactions),
                new DescribeProducersHandler(broker.partitions()),
                new MetadataHandler(broker.cluster(), topics),
                new DescribeClusterHandler(broker.cluster(), topics),
                new DescribeTopicPartitionsHandler(topics),
                new DescribeLogDirsHandler(broker.storage()),
                new CreateTopicsHandler(topics, broker.configs()),
                new DeleteTopicsHandler(topics),
                new CreatePartitionsHandler(topics),
                new DescribeConfigsHandler(broker.configs()),
                new AlterConfigsHandler(broker.configs()),
                new IncrementalAlterConfigsHandler(broker.configs()),
                new ListConfigResourcesHandler(topics),
                new FindCoordinatorHandler(broker.cluster(), broker.groups(), broker.transactions(), shares),
                new JoinGroupHandler(groups),
                new SyncGroupHandler(groups),
                new HeartbeatHandler(groups),
                new LeaveGroupHandler(groups),
                new ConsumerGroupHeartbeatHandler(groups),
                new ConsumerGroupDescribeHandler(groups),
                new OffsetCommitHandler(groups, topics, names),
                new OffsetFetchHandler(groups, topics, names),
                new TxnOffsetCommitHandler(groups, topics),
                new OffsetDeleteHandler(groups, topics),
                new DescribeGroupsHandler(groups),
                new ListGroupsHandler(groups),
                new DeleteGroupsHandler(shares.coordinator()),
                new ShareGroupHeartbeatHandler(shares.coordinator()),
                new ShareGroupDescribeHandler(shares.coordinator()),
                new ShareFetchHandler(
                        shares.reads(),
                        names,
                        broker.currentLeaders(),
                        broker.settings().intOf("fetch.max.bytes")),
                new ShareAcknowledgeHandler(shares.reads(), names, broker.currentLeaders()),
                new DescribeShareGroupOffsetsHandler(shares.describeOffsets()),
                new AlterShareGroupOffsetsHandler(shares.alterOffsets()),
                new DeleteShareGroupOffsetsHandler(shares, topics),
                new AddPartitionsToTxnHandler(transactions, topics),
                new AddOffsetsToTxnHandler(transactions, broker.groups()),
                new EndTxnHandler(transactions),
                new WriteTxnMarkersHandler(broker.transactions().markers()),
                new DescribeTransactionsHandler(broker.transactions().queries()),
                new ListTransactionsHandler(broker.transactions().queries()),
                new ElectLeadersHandler(broker.elections()),
                new AlterPartitionReassignmentsHandler(broker.reassignments()),
                new ListPartitionReassignmentsHandler(broker.reassignments()),
                new UnregisterBrokerHandler(broker.brokers()),
                new DescribeQuorumHandler(broker.quorum(), topics),
                new AddRaftVoterHandler(broker.quorum(), new RightCluster(broker.cluster())),
                new RemoveRaftVoterHandler(broker.quorum(), new RightCluster(broker.cluster())));
    }
}
