package io.suiro.admin;

import io.suiro.coordinator.group.consumer.EmbeddedProtocol;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A group, as it is shown.
 *
 * @param type classic, consumer or share
 * @param epoch of a consumer or share group; null for a classic one
 * @param assignmentEpoch what the members' targets are for; null likewise
 * @param assignor or the protocol that a classic group has agreed on
 * @param members by their ids
 * @param offsets how far it has got, by topic and partition
 */
@Schema(examples = """
        {"groupId":"readers","type":"consumer","state":"Empty","epoch":3,"assignmentEpoch":3,"assignor":"uniform","members":[],"offsets":[{"topic":"orders","partition":0,"committed":4711,"leaderEpoch":3,"metadata":"","logEnd":4720,"lag":9}]}""")
public record GroupView(
        String groupId,
        String type,
        String state,
        @Nullable Integer epoch,
        @Nullable Integer assignmentEpoch,
        String assignor,
        List<Member> members,
        List<GroupOffset> offsets) {
    /**
     * One of its members.
     *
     * @param instanceId of a static member
     * @param protocol classic or consumer, which a consumer group may have both of; share
     * @param epoch null in a classic group
     * @param target what it is to have, by topic; null in a classic or share group
     */
    @Schema(name = "GroupMember")
    public record Member(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            @Nullable String rackId,
            String protocol,
            @Nullable Integer epoch,
            List<String> topics,
            @Nullable String topicRegex,
            Map<String, List<Integer>> assignment,
            @Nullable Map<String, List<Integer>> target) {}

    static GroupView of(ConsumerGroupDescribeResponseData.DescribedGroup group) {
        List<Member> members = group.members().stream()
                .map(member -> new Member(
                        member.memberId(),
                        member.instanceId(),
                        member.clientId(),
                        member.clientHost(),
                        member.rackId(),
                        member.memberType() == 0 ? "classic" : "consumer",
                        member.memberEpoch(),
                        member.subscribedTopicNames(),
                        member.subscribedTopicRegex(),
                        partitions(member.assignment()),
                        partitions(member.targetAssignment())))
                .toList();
        return new GroupView(
                group.groupId(),
                "consumer",
                group.groupState(),
                group.groupEpoch(),
                group.assignmentEpoch(),
                group.assignorName(),
                sorted(members),
                List.of());
    }

    static GroupView of(ShareGroupDescribeResponseData.DescribedGroup group) {
        List<Member> members = group.members().stream()
                .map(member -> {
                    Map<String, List<Integer>> assignment = new TreeMap<>();
                    member.assignment()
                            .topicPartitions()
                            .forEach(topic -> assignment.put(topic.topicName(), ascending(topic.partitions())));
                    return new Member(
                            member.memberId(),
                            null,
                            member.clientId(),
                            member.clientHost(),
                            member.rackId(),
                            "share",
                            member.memberEpoch(),
                            member.subscribedTopicNames(),
                            null,
                            assignment,
                            null);
                })
                .toList();
        return new GroupView(
                group.groupId(),
                "share",
                group.groupState(),
                group.groupEpoch(),
                group.assignmentEpoch(),
                group.assignorName(),
                sorted(members),
                List.of());
    }

    static GroupView of(DescribeGroupsResponseData.DescribedGroup group) {
        boolean areConsumers = group.protocolType().equals(EmbeddedProtocol.TYPE);
        List<Member> members = group.members().stream()
                .map(member -> new Member(
                        member.memberId(),
                        member.groupInstanceId(),
                        member.clientId(),
                        member.clientHost(),
                        null,
                        "classic",
                        null,
                        areConsumers ? EmbeddedProtocol.topics(member.memberMetadata()) : List.of(),
                        null,
                        areConsumers ? new TreeMap<>(EmbeddedProtocol.partitions(member.memberAssignment())) : Map.of(),
                        null))
                .toList();
        return new GroupView(
                group.groupId(),
                "classic",
                group.groupState(),
                null,
                null,
                group.protocolData(),
                sorted(members),
                List.of());
    }

    private static List<Member> sorted(List<Member> members) {
        return members.stream().sorted(Comparator.comparing(Member::memberId)).toList();
    }

    private static List<Integer> ascending(List<Integer> partitions) {
        return partitions.stream().sorted().toList();
    }

    private static Map<String, List<Integer>> partitions(ConsumerGroupDescribeResponseData.Assignment assignment) {
        Map<String, List<Integer>> partitions = new TreeMap<>();
        assignment.topicPartitions().forEach(topic -> partitions.put(topic.topicName(), ascending(topic.partitions())));
        return partitions;
    }

    /** With how far it has got. */
    GroupView with(List<GroupOffset> known) {
        return new GroupView(groupId, type, state, epoch, assignmentEpoch, assignor, members, known);
    }
}
