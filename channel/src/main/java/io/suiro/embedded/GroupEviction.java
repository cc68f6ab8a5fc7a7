package io.suiro.embedded;

import io.suiro.base.RequestContext;
import io.suiro.broker.Broker;
import io.suiro.broker.GroupQueries;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
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
                .thenCompose(found -> done(found.stream().map(one -> delete(one.group()))));
    }

    private CompletionStage<Void> delete(ListedGroup group) {
        CompletionStage<?> empty =
                switch (group.groupType().toLowerCase(Locale.ROOT)) {
                    case "consumer" -> emptyConsumers(group.groupId());
                    case "share" -> emptyShares(group.groupId());
                    default -> emptyClassic(group.groupId());
                };
        return empty.thenCompose(done -> groups.delete(group.groupId()));
    }

    private CompletionStage<?> emptyConsumers(String groupId) {
        return groups.consumers(groupId)
                .thenCompose(described -> done(described.members().stream().map(member -> broker.groups()
                        .coordinator()
                        .consumerHeartbeat(
                                CONTEXT,
                                new ConsumerGroupHeartbeatRequestData()
                                        .setGroupId(groupId)
                                        .setMemberId(member.memberId())
                                        .setInstanceId(member.instanceId())
                                        .setMemberEpoch(LEAVE)))));
    }

    private CompletionStage<?> emptyShares(String groupId) {
        return groups.shares(groupId)
                .thenCompose(described -> done(described.members().stream().map(member -> broker.shareGroups()
                        .coordinator()
                        .heartbeat(
                                CONTEXT,
                                new ShareGroupHeartbeatRequestData()
                                        .setGroupId(groupId)
                                        .setMemberId(member.memberId())
                                        .setMemberEpoch(LEAVE)))));
    }

    private CompletionStage<?> emptyClassic(String groupId) {
        return groups.classic(groupId).thenCompose(described -> {
            List<MemberIdentity> members = described.members().stream()
                    .map(member -> new MemberIdentity()
                            .setMemberId(member.memberId())
                            .setGroupInstanceId(member.groupInstanceId()))
                    .toList();
            return members.isEmpty()
                    ? CompletableFuture.completedStage(null)
                    : broker.groups()
                            .coordinator()
                            .leave(
                                    CONTEXT,
                                    new LeaveGroupRequestData()
                                            .setGroupId(groupId)
                                            .setMembers(members));
        });
    }

    private static CompletionStage<?> done(Stream<? extends CompletionStage<?>> stages) {
        return CompletableFuture.allOf(
                stages.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
