package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.TopicPartitions;

/** A group as ConsumerGroupDescribe tells of it. Topics that are gone meanwhile have no name, and are left out. */
public final class DescribeConsumerGroup {
    /** How a member speaks (KIP-1099). */
    private static final byte CLASSIC_PROTOCOL = 0;

    private static final byte CONSUMER_PROTOCOL = 1;

    private DescribeConsumerGroup() {}

    public static DescribedGroup describe(ConsumerGroup group, ConsumerGroupSettings settings, MetadataImage image) {
        return new DescribedGroup()
                .setGroupId(group.groupId())
                .setGroupState(group.phase().wireName())
                .setGroupEpoch(group.groupEpoch())
                .setAssignmentEpoch(group.assignmentEpoch())
                .setAssignorName(Assignors.preferred(group, settings.assignors()))
                .setMembers(group.members().values().stream()
                        .map(member -> describe(member, group, image))
                        .toList());
    }

    private static Member describe(ConsumerMember member, ConsumerGroup group, MetadataImage image) {
        MemberTerms terms = member.terms();
        return new Member()
                .setMemberId(member.memberId())
                .setInstanceId(terms.instanceId())
                .setRackId(terms.rackId())
                .setMemberEpoch(member.progress().memberEpoch())
                .setClientId(terms.clientId())
                .setClientHost(terms.clientHost())
                .setSubscribedTopicNames(terms.topicNames())
                .setSubscribedTopicRegex(terms.topicRegex())
                .setAssignment(assignment(member.progress().assigned(), image))
                .setTargetAssignment(assignment(group.target(member.memberId()), image))
                .setMemberType(terms.classic() == null ? CONSUMER_PROTOCOL : CLASSIC_PROTOCOL);
    }

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
