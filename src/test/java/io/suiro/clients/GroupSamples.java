package io.suiro.clients;

import static org.apache.kafka.common.protocol.Errors.FENCED_MEMBER_EPOCH;
import static org.apache.kafka.common.protocol.Errors.GROUP_ID_NOT_FOUND;
import static org.apache.kafka.common.protocol.Errors.ILLEGAL_GENERATION;
import static org.apache.kafka.common.protocol.Errors.INVALID_GROUP_ID;
import static org.apache.kafka.common.protocol.Errors.INVALID_REQUEST;
import static org.apache.kafka.common.protocol.Errors.INVALID_SESSION_TIMEOUT;
import static org.apache.kafka.common.protocol.Errors.MEMBER_ID_REQUIRED;
import static org.apache.kafka.common.protocol.Errors.NONE;
import static org.apache.kafka.common.protocol.Errors.OFFSET_METADATA_TOO_LARGE;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_MEMBER_ID;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_TOPIC_ID;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_TOPIC_OR_PARTITION;
import static org.apache.kafka.common.protocol.Errors.UNSUPPORTED_ASSIGNOR;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.ApiKeys;

/** Sample requests of the APIs of consumer groups; groups that live, {@link GroupLifeInEveryVersionTest} has. */
final class GroupSamples {
    private GroupSamples() {}

    static List<Sample> of(ApiKeys api, short version, Known known) {
        return switch (api) {
            case FIND_COORDINATOR -> findCoordinator(version);
            case JOIN_GROUP -> join(version, known);
            case SYNC_GROUP -> sync(version);
            case HEARTBEAT -> heartbeat();
            case LEAVE_GROUP -> leave(version);
            case OFFSET_COMMIT -> commit(version, known);
            case TXN_OFFSET_COMMIT -> commitInTransaction(version, known);
            case OFFSET_FETCH -> fetchOffsets(version, known);
            case OFFSET_DELETE -> deleteOffsets(known);
            case DESCRIBE_GROUPS ->
                List.of(
                        version < 6
                                ? Sample.of(new DescribeGroupsRequestData().setGroups(List.of("missing", "")), NONE)
                                : Sample.of(
                                        new DescribeGroupsRequestData()
                                                .setIncludeAuthorizedOperations(true)
                                                .setGroups(List.of("missing")),
                                        GROUP_ID_NOT_FOUND));
            case CONSUMER_GROUP_HEARTBEAT -> consumerHeartbeat(known);
            case CONSUMER_GROUP_DESCRIBE ->
                List.of(Sample.of(
                        new ConsumerGroupDescribeRequestData()
                                .setIncludeAuthorizedOperations(true)
                                .setGroupIds(List.of("missing")),
                        GROUP_ID_NOT_FOUND));
            case LIST_GROUPS -> listGroups(version);
            case DELETE_GROUPS ->
                List.of(Sample.of(
                        new DeleteGroupsRequestData().setGroupsNames(List.of("missing")), GROUP_ID_NOT_FOUND));
            default -> List.of();
        };
    }

    /** One that joins, and joins again in the next version. */
    private static List<Sample> consumerHeartbeat(Known known) {
        ConsumerGroupHeartbeatRequestData join = new ConsumerGroupHeartbeatRequestData()
                .setGroupId("consumers")
                .setMemberId("member")
                .setMemberEpoch(0)
                .setRebalanceTimeoutMs(60_000)
                .setSubscribedTopicNames(List.of(known.topic()))
                .setTopicPartitions(List.of());
        return List.of(
                Sample.of(join, NONE),
                Sample.of(join.duplicate().setRebalanceTimeoutMs(-1), INVALID_REQUEST),
                Sample.of(join.duplicate().setServerAssignor("elsewhere"), UNSUPPORTED_ASSIGNOR),
                Sample.of(join.duplicate().setMemberId("stranger").setMemberEpoch(1), UNKNOWN_MEMBER_ID),
                Sample.of(join.duplicate().setMemberEpoch(1_000), FENCED_MEMBER_EPOCH),
                Sample.of(join.duplicate().setGroupId("missing").setMemberEpoch(1), GROUP_ID_NOT_FOUND));
    }

    private static List<Sample> findCoordinator(short version) {
        if (version == 0) {
            return List.of(Sample.of(new FindCoordinatorRequestData().setKey("group"), NONE));
        } else if (version < 4) {
            return List.of(
                    Sample.of(new FindCoordinatorRequestData().setKey("group"), NONE),
                    Sample.of(new FindCoordinatorRequestData().setKey("t").setKeyType((byte) 1), NONE),
                    Sample.of(new FindCoordinatorRequestData().setKey("t").setKeyType((byte) 2), INVALID_REQUEST));
        }
        return List.of(
                Sample.of(new FindCoordinatorRequestData().setCoordinatorKeys(List.of("group", "other")), NONE),
                Sample.of(
                        new FindCoordinatorRequestData()
                                .setCoordinatorKeys(List.of("t"))
                                .setKeyType((byte) 1),
                        NONE),
                Sample.of(
                        new FindCoordinatorRequestData()
                                .setCoordinatorKeys(List.of("g:t:0"))
                                .setKeyType((byte) 2),
                        INVALID_REQUEST));
    }

    static JoinGroupRequestData joining(String groupId, String memberId) {
        return new JoinGroupRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setSessionTimeoutMs(10_000)
                .setRebalanceTimeoutMs(10_000)
                .setProtocolType("consumer")
                .setProtocols(new JoinGroupRequestProtocolCollection(List.of(new JoinGroupRequestProtocol()
                                .setName("range")
                                .setMetadata(new byte[] {0, 1, 0, 0, 0, 0, -1, -1, -1, -1}))
                        .iterator()));
    }

    private static List<Sample> join(short version, Known known) {
        return List.of(
                version < 4
                        ? Sample.of(joining(known.fresh("joined"), ""), NONE)
                        : Sample.of(joining(known.fresh("joined"), ""), MEMBER_ID_REQUIRED),
                Sample.of(joining("", ""), INVALID_GROUP_ID),
                Sample.of(joining("short", "").setSessionTimeoutMs(1), INVALID_SESSION_TIMEOUT),
                Sample.of(joining(known.fresh("strangers"), "stranger"), UNKNOWN_MEMBER_ID));
    }

    private static List<Sample> sync(short version) {
        SyncGroupRequestData request = new SyncGroupRequestData()
                .setGroupId("missing")
                .setGenerationId(1)
                .setMemberId("stranger");
        if (version >= 3) {
            request.setGroupInstanceId("instance");
        }
        return List.of(
                Sample.of(request, UNKNOWN_MEMBER_ID),
                Sample.of(
                        new SyncGroupRequestData()
                                .setGroupId("")
                                .setGenerationId(1)
                                .setMemberId("stranger"),
                        INVALID_GROUP_ID));
    }

    private static List<Sample> heartbeat() {
        return List.of(
                Sample.of(
                        new HeartbeatRequestData()
                                .setGroupId("missing")
                                .setGenerationId(1)
                                .setMemberId("stranger"),
                        UNKNOWN_MEMBER_ID),
                Sample.of(
                        new HeartbeatRequestData()
                                .setGroupId("")
                                .setGenerationId(1)
                                .setMemberId("stranger"),
                        INVALID_GROUP_ID));
    }

    private static List<Sample> leave(short version) {
        LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId("missing");
        if (version < 3) {
            return List.of(Sample.of(request.setMemberId("stranger"), UNKNOWN_MEMBER_ID));
        }
        return List.of(Sample.of(
                request.setMembers(List.of(
                        new MemberIdentity().setMemberId("stranger"),
                        new MemberIdentity().setMemberId("").setGroupInstanceId("instance"))),
                NONE,
                UNKNOWN_MEMBER_ID));
    }

    static OffsetCommitRequestData committing(short version, String groupId, String name, Uuid id, int... partitions) {
        OffsetCommitRequestTopic topic = new OffsetCommitRequestTopic();
        if (version >= 10) {
            topic.setTopicId(id);
        } else {
            topic.setName(name);
        }
        for (int partition : partitions) {
            topic.partitions()
                    .add(new OffsetCommitRequestPartition()
                            .setPartitionIndex(partition)
                            .setCommittedOffset(1)
                            .setCommittedMetadata("m"));
        }
        return new OffsetCommitRequestData()
                .setGroupId(groupId)
                .setGenerationIdOrMemberEpoch(-1)
                .setTopics(new ArrayList<>(List.of(topic)));
    }

    private static List<Sample> commit(short version, Known known) {
        return List.of(
                Sample.of(committing(version, "simple", known.topic(), known.topicId(), 0, 1), NONE),
                Sample.of(
                        committing(version, "simple", known.topic(), known.topicId(), 0, 2),
                        NONE,
                        UNKNOWN_TOPIC_OR_PARTITION),
                Sample.of(
                        committing(version, "simple", Known.MISSING, Known.MISSING_ID, 0),
                        version >= 10 ? UNKNOWN_TOPIC_ID : UNKNOWN_TOPIC_OR_PARTITION),
                Sample.of(
                        committing(version, "simple", known.topic(), known.topicId(), 0)
                                .setGenerationIdOrMemberEpoch(3)
                                .setMemberId("stranger"),
                        UNKNOWN_MEMBER_ID));
    }

    private static TxnOffsetCommitRequestData committingInTransaction(String topic, int... partitions) {
        TxnOffsetCommitRequestTopic committed = new TxnOffsetCommitRequestTopic().setName(topic);
        for (int partition : partitions) {
            committed
                    .partitions()
                    .add(new TxnOffsetCommitRequestPartition()
                            .setPartitionIndex(partition)
                            .setCommittedOffset(1)
                            .setCommittedMetadata("m"));
        }
        return new TxnOffsetCommitRequestData()
                .setTransactionalId("transactional")
                .setGroupId("simple")
                .setProducerId(4711)
                .setProducerEpoch((short) 0)
                .setTopics(List.of(committed));
    }

    /** All that is refused before anybody is asked about the transaction. */
    private static List<Sample> commitInTransaction(short version, Known known) {
        TxnOffsetCommitRequestData large = committingInTransaction(known.topic(), 0);
        large.topics().getFirst().partitions().getFirst().setCommittedMetadata("m".repeat(10_000));
        List<Sample> samples = new ArrayList<>(List.of(
                Sample.of(large, OFFSET_METADATA_TOO_LARGE),
                Sample.of(committingInTransaction(Known.MISSING, 0), UNKNOWN_TOPIC_OR_PARTITION),
                Sample.of(committingInTransaction(known.topic(), 0).setTransactionalId(""), INVALID_REQUEST),
                Sample.of(
                        committingInTransaction(known.topic(), 0, 2).setGroupId(""),
                        INVALID_GROUP_ID,
                        UNKNOWN_TOPIC_OR_PARTITION)));
        if (version >= 3) {
            samples.add(Sample.of(
                    committingInTransaction(known.topic(), 0)
                            .setGroupId("missing")
                            .setMemberId("stranger")
                            .setGroupInstanceId("instance")
                            .setGenerationId(1),
                    ILLEGAL_GENERATION));
        }
        return samples;
    }

    private static List<Sample> fetchOffsets(short version, Known known) {
        if (version < 8) {
            OffsetFetchRequestData some = new OffsetFetchRequestData()
                    .setGroupId("simple")
                    .setTopics(List.of(
                            new OffsetFetchRequestTopic().setName(known.topic()).setPartitionIndexes(List.of(0, 1, 2)),
                            new OffsetFetchRequestTopic().setName(Known.MISSING).setPartitionIndexes(List.of(0))));
            return version < 2
                    ? List.of(Sample.of(some, NONE))
                    : List.of(
                            Sample.of(some, NONE),
                            Sample.of(
                                    new OffsetFetchRequestData()
                                            .setGroupId("simple")
                                            .setTopics(null),
                                    NONE));
        }
        OffsetFetchRequestTopics asked = new OffsetFetchRequestTopics().setPartitionIndexes(List.of(0, 1, 2));
        OffsetFetchRequestTopics missing = new OffsetFetchRequestTopics().setPartitionIndexes(List.of(0));
        if (version >= 10) {
            asked.setTopicId(known.topicId());
            missing.setTopicId(Known.MISSING_ID);
        } else {
            asked.setName(known.topic());
            missing.setName(Known.MISSING);
        }
        Sample all = Sample.of(
                new OffsetFetchRequestData()
                        .setGroups(List.of(new OffsetFetchRequestGroup()
                                .setGroupId("simple")
                                .setTopics(null))),
                NONE);
        OffsetFetchRequestData some = new OffsetFetchRequestData()
                .setRequireStable(true)
                .setGroups(List.of(
                        new OffsetFetchRequestGroup().setGroupId("simple").setTopics(List.of(asked, missing)),
                        new OffsetFetchRequestGroup().setGroupId("missing").setTopics(List.of(asked.duplicate()))));
        return List.of(all, version >= 10 ? Sample.of(some, NONE, UNKNOWN_TOPIC_ID) : Sample.of(some, NONE));
    }

    private static List<Sample> deleteOffsets(Known known) {
        OffsetDeleteRequestTopic topic = new OffsetDeleteRequestTopic()
                .setName(known.topic())
                .setPartitions(List.of(new OffsetDeleteRequestPartition().setPartitionIndex(0)));
        OffsetDeleteRequestData request = new OffsetDeleteRequestData()
                .setGroupId("missing")
                .setTopics(new OffsetDeleteRequestTopicCollection(List.of(topic).iterator()));
        return List.of(Sample.of(request, GROUP_ID_NOT_FOUND));
    }

    private static List<Sample> listGroups(short version) {
        ListGroupsRequestData request = new ListGroupsRequestData();
        if (version >= 4) {
            request.setStatesFilter(List.of("Stable", "empty"));
        }
        if (version >= 5) {
            request.setTypesFilter(List.of("classic"));
        }
        return List.of(Sample.of(request, NONE), Sample.of(new ListGroupsRequestData(), NONE));
    }
}
