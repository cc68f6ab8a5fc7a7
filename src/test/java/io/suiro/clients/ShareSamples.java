package io.suiro.clients;

import static org.apache.kafka.common.protocol.Errors.FENCED_MEMBER_EPOCH;
import static org.apache.kafka.common.protocol.Errors.GROUP_ID_NOT_FOUND;
import static org.apache.kafka.common.protocol.Errors.INVALID_GROUP_ID;
import static org.apache.kafka.common.protocol.Errors.INVALID_REQUEST;
import static org.apache.kafka.common.protocol.Errors.INVALID_SHARE_SESSION_EPOCH;
import static org.apache.kafka.common.protocol.Errors.NONE;
import static org.apache.kafka.common.protocol.Errors.SHARE_SESSION_NOT_FOUND;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_MEMBER_ID;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_TOPIC_ID;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_TOPIC_OR_PARTITION;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestPartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgePartition;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgeTopic;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** Sample requests of the APIs of share groups; groups at work, {@link ShareGroupTest} has. */
final class ShareSamples {
    private ShareSamples() {}

    static List<Sample> of(ApiKeys api, short version, Known known) {
        return switch (api) {
            case SHARE_GROUP_HEARTBEAT -> heartbeats(known);
            case SHARE_GROUP_DESCRIBE ->
                List.of(Sample.of(
                        new ShareGroupDescribeRequestData().setGroupIds(List.of("missing", "")),
                        GROUP_ID_NOT_FOUND,
                        INVALID_GROUP_ID));
            case SHARE_FETCH -> fetches(version, known);
            case SHARE_ACKNOWLEDGE -> acknowledgements(known);
            case DESCRIBE_SHARE_GROUP_OFFSETS -> describeOffsets(known);
            case ALTER_SHARE_GROUP_OFFSETS -> alterOffsets(known);
            case DELETE_SHARE_GROUP_OFFSETS -> deleteOffsets(known);
            default -> List.of();
        };
    }

    private static ShareGroupHeartbeatRequestData heartbeat(String group, String member, int epoch) {
        return new ShareGroupHeartbeatRequestData()
                .setGroupId(group)
                .setMemberId(member)
                .setMemberEpoch(epoch)
                .setSubscribedTopicNames(List.of());
    }

    private static List<Sample> heartbeats(Known known) {
        return List.of(
                Sample.of(
                        heartbeat("shares", "m", 0).setSubscribedTopicNames(List.of(known.topic(), Known.MISSING)),
                        NONE),
                Sample.of(heartbeat("shares", "m", 0), INVALID_REQUEST),
                Sample.of(heartbeat("shares", "m", 1_000_000), FENCED_MEMBER_EPOCH),
                Sample.of(heartbeat("shares", "stranger", 1), UNKNOWN_MEMBER_ID),
                Sample.of(heartbeat("missing", "m", 1), GROUP_ID_NOT_FOUND),
                Sample.of(heartbeat("shares", "m", -2), INVALID_REQUEST),
                Sample.of(heartbeat("shares", "m", -1), NONE));
    }

    private static ShareFetchRequestData fetch(String member, int epoch, Uuid topicId, int partition) {
        ShareFetchRequestData request = new ShareFetchRequestData()
                .setGroupId("readers")
                .setMemberId(member)
                .setShareSessionEpoch(epoch)
                .setMaxWaitMs(1)
                .setMinBytes(1)
                .setMaxBytes(1_000_000)
                .setMaxRecords(10)
                .setBatchSize(10);
        FetchTopic topic = new FetchTopic().setTopicId(topicId);
        topic.partitions().add(new FetchPartition().setPartitionIndex(partition));
        request.topics().add(topic);
        return request;
    }

    private static ShareFetchRequestData withAcknowledgements(ShareFetchRequestData request) {
        request.topics()
                .iterator()
                .next()
                .partitions()
                .iterator()
                .next()
                .setAcknowledgementBatches(List.of(new ShareFetchRequestData.AcknowledgementBatch()
                        .setFirstOffset(0)
                        .setLastOffset(0)
                        .setAcknowledgeTypes(List.of((byte) 1))));
        return request;
    }

    private static List<Sample> fetches(short version, Known known) {
        String member = known.fresh("m");
        Sample renewing = version < 2
                ? Sample.of(fetch("stranger", -1, known.topicId(), 0), SHARE_SESSION_NOT_FOUND)
                : Sample.of(fetch(member, 2, known.topicId(), 0).setIsRenewAck(true), INVALID_REQUEST);
        return List.of(
                Sample.of(fetch("", 0, known.topicId(), 0), INVALID_REQUEST),
                Sample.of(fetch("stranger", 1, known.topicId(), 0), SHARE_SESSION_NOT_FOUND),
                Sample.of(withAcknowledgements(fetch(member, 0, known.topicId(), 0)), INVALID_SHARE_SESSION_EPOCH),
                Sample.of(fetch(member, 0, Known.MISSING_ID, 0), NONE, UNKNOWN_TOPIC_ID),
                renewing,
                Sample.of(fetch(member, 3, known.topicId(), 0), INVALID_SHARE_SESSION_EPOCH),
                Sample.of(fetch(member, 1, known.topicId(), 2), NONE, UNKNOWN_TOPIC_ID, UNKNOWN_TOPIC_OR_PARTITION),
                Sample.of(fetch(member, -1, known.topicId(), 0), NONE),
                Sample.of(fetch(member, -1, known.topicId(), 0), SHARE_SESSION_NOT_FOUND));
    }

    private static ShareAcknowledgeRequestData acknowledge(int epoch, Uuid topicId, long first, long last) {
        ShareAcknowledgeRequestData request = new ShareAcknowledgeRequestData()
                .setGroupId("readers")
                .setMemberId("stranger")
                .setShareSessionEpoch(epoch);
        AcknowledgeTopic topic = new AcknowledgeTopic().setTopicId(topicId);
        topic.partitions()
                .add(new AcknowledgePartition()
                        .setPartitionIndex(0)
                        .setAcknowledgementBatches(List.of(new ShareAcknowledgeRequestData.AcknowledgementBatch()
                                .setFirstOffset(first)
                                .setLastOffset(last)
                                .setAcknowledgeTypes(List.of((byte) 1)))));
        request.topics().add(topic);
        return request;
    }

    private static List<Sample> acknowledgements(Known known) {
        return List.of(
                Sample.of(acknowledge(0, known.topicId(), 0, 0), INVALID_SHARE_SESSION_EPOCH),
                Sample.of(acknowledge(1, known.topicId(), 0, 0), SHARE_SESSION_NOT_FOUND),
                Sample.of(acknowledge(-1, known.topicId(), 0, 0), SHARE_SESSION_NOT_FOUND),
                Sample.of(acknowledge(1, known.topicId(), 0, 0).setMemberId(""), INVALID_REQUEST),
                Sample.of(acknowledge(1, known.topicId(), 0, 0).setGroupId(""), INVALID_GROUP_ID));
    }

    private static List<Sample> describeOffsets(Known known) {
        return List.of(
                Sample.of(
                        new DescribeShareGroupOffsetsRequestData()
                                .setGroups(List.of(new DescribeShareGroupOffsetsRequestGroup()
                                        .setGroupId("missing")
                                        .setTopics(null))),
                        GROUP_ID_NOT_FOUND),
                Sample.of(
                        new DescribeShareGroupOffsetsRequestData()
                                .setGroups(List.of(new DescribeShareGroupOffsetsRequestGroup()
                                        .setGroupId("")
                                        .setTopics(List.of(new DescribeShareGroupOffsetsRequestTopic()
                                                .setTopicName(known.topic())
                                                .setPartitions(List.of(0)))))),
                        INVALID_GROUP_ID));
    }

    private static List<Sample> alterOffsets(Known known) {
        AlterShareGroupOffsetsRequestData request = new AlterShareGroupOffsetsRequestData().setGroupId("missing");
        request.topics()
                .add(new AlterShareGroupOffsetsRequestTopic()
                        .setTopicName(known.topic())
                        .setPartitions(List.of(new AlterShareGroupOffsetsRequestPartition()
                                .setPartitionIndex(0)
                                .setStartOffset(1))));
        return List.of(Sample.of(request, GROUP_ID_NOT_FOUND));
    }

    private static List<Sample> deleteOffsets(Known known) {
        return List.of(Sample.of(
                new DeleteShareGroupOffsetsRequestData()
                        .setGroupId("missing")
                        .setTopics(List.of(new DeleteShareGroupOffsetsRequestTopic().setTopicName(known.topic()))),
                GROUP_ID_NOT_FOUND));
    }
}
