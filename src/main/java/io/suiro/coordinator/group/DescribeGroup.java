package io.suiro.coordinator.group;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeGroups, for one of them. What members said is told only while the group is stable. A group
 * that does not exist is Dead, and from version 6 on also GROUP_ID_NOT_FOUND (KIP-1043).
 */
record DescribeGroup(GroupState state, RequestContext context, String groupId, CompletableFuture<DescribedGroup> asker)
        implements Command<GroupRecord, GroupChange> {
    private static final short NOT_FOUND_FROM = 6;

    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ClassicGroup group = state.group(groupId);
        DescribedGroup described = group == null ? dead() : described(group);
        return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, described)));
    }

    private DescribedGroup dead() {
        DescribedGroup dead = new DescribedGroup().setGroupId(groupId).setGroupState(ClassicState.DEAD);
        return context.apiVersion() < NOT_FOUND_FROM
                ? dead
                : dead.setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
                        .setErrorMessage("Group " + groupId + " not found.");
    }

    private static DescribedGroup described(ClassicGroup group) {
        boolean isStable = group.is(ClassicState.STABLE);
        String protocolType = group.protocolType();
        String protocolName = group.protocolName();
        return new DescribedGroup()
                .setGroupId(group.groupId())
                .setGroupState(group.state().wireName())
                .setProtocolType(protocolType == null ? "" : protocolType)
                .setProtocolData(isStable && protocolName != null ? protocolName : "")
                .setMembers(group.members().values().stream()
                        .map(member -> described(
                                member, isStable ? member.metadata(protocolName).get() : new byte[0]))
                        .toList());
    }

    private static DescribedGroupMember described(Member member, byte[] metadata) {
        return new DescribedGroupMember()
                .setMemberId(member.memberId())
                .setGroupInstanceId(member.groupInstanceId())
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setMemberMetadata(metadata)
                .setMemberAssignment(member.assignment().get());
    }
}
