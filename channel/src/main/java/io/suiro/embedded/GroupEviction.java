package io.suiro.embedded;

import io.suiro.base.RequestContext;
import io.suiro.broker.Broker;
import io.suiro.broker.GroupQueries;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;

/** Deletes all groups. Members that are still there are put out first, and join anew with their next heartbeat, as after a long pause. */
final class GroupEviction {
    private static final RequestContext CONTEXT =
            new RequestContext(LeaveGroupRequestData.HIGHEST_SUPPORTED_VERSION, "reset", "in process");
    private static final int LEAVE = -1;

    private final Broker broker;
    private final GroupQueries groups;

    GroupEviction(Broker broker) {
        this.broker = broker;
        this.groups = broker.groups().queries();
    }

    CompletionStage<?> deleteAll() {
        return groups.list(new ListGroupsRequestData())
                .thenCompose(found ->
                        done(found.stream().map(one -> delete(one.group().groupId()))));
    }

    /** A group that had members stays, without them: its clients would take it for final that there is none. */
    private CompletionStage<?> delete(String groupId) {
        return groups.describe(groupId, this::emptyConsumers, this::emptyShares, this::emptyClassic)
                .thenCompose(members -> members)
                .thenCompose(gone -> gone > 0 ? CompletableFuture.completedStage(null) : groups.delete(groupId));
    }

    private CompletionStage<Integer> emptyConsumers(ConsumerGroupDescribeResponseData.DescribedGroup group) {
        return done(group.members().stream().map(member -> broker.groups()
                .coordinator()
                .consumerHeartbeat(
                        CONTEXT,
                        new ConsumerGroupHeartbeatRequestData()
                                .setGroupId(group.groupId())
                                .setMemberId(member.memberId())
                                .setInstanceId(member.instanceId())
                                .setMemberEpoch(LEAVE))));
    }

    private CompletionStage<Integer> emptyShares(ShareGroupDescribeResponseData.DescribedGroup group) {
        return done(group.members().stream().map(member -> broker.shareGroups()
                .coordinator()
                .heartbeat(
                        CONTEXT,
                        new ShareGroupHeartbeatRequestData()
                                .setGroupId(group.groupId())
                                .setMemberId(member.memberId())
                                .setMemberEpoch(LEAVE))));
    }

    private CompletionStage<Integer> emptyClassic(DescribeGroupsResponseData.DescribedGroup group) {
        List<MemberIdentity> members = group.members().stream()
                .map(member -> new MemberIdentity()
                        .setMemberId(member.memberId())
                        .setGroupInstanceId(member.groupInstanceId()))
                .toList();
        return members.isEmpty()
                ? CompletableFuture.completedStage(0)
                : broker.groups()
                        .coordinator()
                        .leave(
                                CONTEXT,
                                new LeaveGroupRequestData()
                                        .setGroupId(group.groupId())
                                        .setMembers(members))
                        .thenApply(left -> members.size());
    }

    /** How many there were, once all of them have ended. */
    private static CompletionStage<Integer> done(Stream<? extends CompletionStage<?>> stages) {
        CompletableFuture<?>[] all =
                stages.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all).thenApply(ended -> all.length);
    }
}
