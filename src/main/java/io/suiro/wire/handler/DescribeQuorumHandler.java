package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Quorum;
import io.suiro.broker.Topics;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.QuorumState;
import io.suiro.error.Outcome;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Listener;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ListenerCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Node;
import org.apache.kafka.common.message.DescribeQuorumResponseData.NodeCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ReplicaState;
import org.apache.kafka.common.message.DescribeQuorumResponseData.TopicData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeQuorum, versions 0 to 2 (KIP-595), of {@code __cluster_metadata-0}.
 *
 * <p>1 timestamps (KIP-836) · 2 directory ids, nodes, messages (KIP-853).
 *
 * <p>Offsets are indexes of the metadata log, which holds one entry per change; the leader epoch is its term.
 */
public final class DescribeQuorumHandler implements ApiHandler<DescribeQuorumRequestData, DescribeQuorumResponseData> {
    private static final String LISTENER = "PEERS";

    private static final short FIRST_WITH_NODES = 2;

    private final Quorum quorum;
    private final Topics topics;

    public DescribeQuorumHandler(Quorum quorum, Topics topics) {
        this.quorum = quorum;
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_QUORUM;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 2;
    }

    @Override
    public CompletionStage<DescribeQuorumResponseData> handle(
            DescribeQuorumRequestData request, RequestContext context) {
        return quorum.state().thenApply(outcome -> switch (outcome) {
            case Outcome.Ok<QuorumState>(QuorumState state) ->
                response(request, state, context.apiVersion() >= FIRST_WITH_NODES);
            case Outcome.Failed<QuorumState>(Errors code, String detail) ->
                new DescribeQuorumResponseData().setErrorCode(code.code()).setErrorMessage(detail);
        });
    }

    private DescribeQuorumResponseData response(
            DescribeQuorumRequestData request, QuorumState state, boolean withNodes) {
        List<TopicData> described = new ArrayList<>();
        for (DescribeQuorumRequestData.TopicData topic : request.topics()) {
            TopicData answer = new TopicData().setTopicName(topic.topicName());
            topic.partitions().forEach(partition -> answer.partitions()
                    .add(
                            topic.topicName().equals(Topic.CLUSTER_METADATA_TOPIC_NAME)
                                            && partition.partitionIndex() == 0
                                    ? metadata(state, withNodes)
                                    : new PartitionData()
                                            .setPartitionIndex(partition.partitionIndex())
                                            .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())));
            described.add(answer);
        }
        NodeCollection nodes = new NodeCollection();
        if (withNodes) {
            topics.image().brokers().values().forEach(broker -> nodes.add(node(broker)));
        }
        return new DescribeQuorumResponseData().setTopics(described).setNodes(nodes);
    }

    private static PartitionData metadata(QuorumState state, boolean withDirectories) {
        PartitionData data = new PartitionData()
                .setPartitionIndex(0)
                .setLeaderId(state.leaderId())
                .setLeaderEpoch((int) state.term())
                .setHighWatermark(state.commitIndex() + 1);
        for (QuorumState.Replica replica : state.replicas()) {
            ReplicaState found = new ReplicaState()
                    .setReplicaId(replica.id())
                    .setLogEndOffset(replica.lastIndex() + 1)
                    .setLastFetchTimestamp(replica.heardMs())
                    .setLastCaughtUpTimestamp(replica.caughtUpMs());
            if (withDirectories) {
                found.setReplicaDirectoryId(replica.directoryId());
            }
            (replica.votes() ? data.currentVoters() : data.observers()).add(found);
        }
        return data;
    }

    private static Node node(BrokerImage broker) {
        ListenerCollection listeners = new ListenerCollection();
        if (broker.peerPort() >= 0) {
            listeners.add(
                    new Listener().setName(LISTENER).setHost(broker.peerHost()).setPort(broker.peerPort()));
        }
        return new Node().setNodeId(broker.id()).setListeners(listeners);
    }
}
