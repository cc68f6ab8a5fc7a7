package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.share.ShareGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;

/** ListGroups, for one shard: by state (KIP-518) and type (KIP-848), whatever the case of the letters. */
record ListGroups(GroupState state, ListGroupsRequestData request, CompletableFuture<List<ListedGroup>> asker)
        implements Command<GroupRecord, GroupChange> {
    static final String CLASSIC = "classic";
    static final String CONSUMER = "consumer";
    static final String SHARE = "share";

    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        List<ListedGroup> listed = new ArrayList<>();
        if (passes(request.typesFilter(), CLASSIC)) {
            for (String groupId : state.groupIds()) {
                ClassicGroup group = state.group(groupId);
                if (group != null
                        && passes(request.statesFilter(), group.state().wireName())) {
                    listed.add(listed(group));
                }
            }
        }
        if (passes(request.typesFilter(), CONSUMER)) {
            for (String groupId : state.groupIds()) {
                ConsumerGroup group = state.consumers(groupId);
                if (group != null
                        && passes(request.statesFilter(), group.phase().wireName())) {
                    listed.add(listed(group));
                }
            }
        }
        if (passes(request.typesFilter(), SHARE)) {
            for (String groupId : state.groupIds()) {
                ShareGroup group = state.shares(groupId);
                if (group != null && passes(request.statesFilter(), group.phase())) {
                    listed.add(listed(group));
                }
            }
        }
        return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, List.copyOf(listed))));
    }

    private static boolean passes(List<String> filter, String value) {
        return filter.isEmpty() || filter.stream().anyMatch(value::equalsIgnoreCase);
    }

    private static ListedGroup listed(ConsumerGroup group) {
        return new ListedGroup()
                .setGroupId(group.groupId())
                .setProtocolType(ClassicGroup.CONSUMER)
                .setGroupState(group.phase().wireName())
                .setGroupType(CONSUMER);
    }

    private static ListedGroup listed(ShareGroup group) {
        return new ListedGroup()
                .setGroupId(group.groupId())
                .setProtocolType(SHARE)
                .setGroupState(group.phase())
                .setGroupType(SHARE);
    }

    private static ListedGroup listed(ClassicGroup group) {
        String protocolType = group.protocolType();
        return new ListedGroup()
                .setGroupId(group.groupId())
                .setProtocolType(protocolType == null ? "" : protocolType)
                .setGroupState(group.state().wireName())
                .setGroupType(CLASSIC);
    }
}
