package io.suiro.coordinator.group.share;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.consumer.PartitionSet;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.TopicPartitions;

/** A share group as ShareGroupDescribe shows it. */
public final class DescribeShareGroup {
    private DescribeShareGroup() {}

    public static DescribedGroup describe(ShareGroup group, MetadataImage image) {
        return new DescribedGroup()
                .setGroupId(group.groupId())
                .setGroupState(group.phase())
                .setGroupEpoch(group.groupEpoch())
                .setAssignmentEpoch(group.assignmentEpoch())
                .setAssignorName("simple")
                .setMembers(group.members().values().stream()
                        .map(member -> new Member()
                                .setMemberId(member.memberId())
                                .setRackId(member.rackId())
                                .setMemberEpoch(member.memberEpoch())
                                .setClientId(member.clientId())
                                .setClientHost(member.clientHost())
                                .setSubscribedTopicNames(List.copyOf(member.sortedTopics()))
                                .setAssignment(assignment(member.assigned(), image)))
                        .toList());
    }

    /** Topics that are gone since have no name any more, and are left out. */
    private static Assignment assignment(PartitionSet partitions, MetadataImage image) {
        List<TopicPartitions> topics = new ArrayList<>();
        for (Uuid topicId : partitions.topicIds()) {
            TopicImage topic = image.topic(topicId);
            if (topic != null) {
                topics.add(new TopicPartitions()
                        .setTopicId(topicId)
                        .setTopicName(topic.name())
                        .setPartitions(List.copyOf(partitions.partitions(topicId))));
            }
        }
        return new Assignment().setTopicPartitions(topics);
    }
}
