package io.suiro.coordinator.group;

import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.share.ShareGroup;
import org.jspecify.annotations.Nullable;

/** How much this broker coordinates, for metrics. */
public record GroupCounts(
        int empty,
        int preparingRebalance,
        int completingRebalance,
        int stable,
        int consumerGroups,
        int shareGroups,
        int members,
        int offsets) {
    /** No groups. */
    public static final GroupCounts NONE = new GroupCounts(0, 0, 0, 0, 0, 0, 0, 0);

    public int groups() {
        return empty + preparingRebalance + completingRebalance + stable + consumerGroups + shareGroups;
    }

    GroupCounts plus(GroupCounts other) {
        return new GroupCounts(
                empty + other.empty,
                preparingRebalance + other.preparingRebalance,
                completingRebalance + other.completingRebalance,
                stable + other.stable,
                consumerGroups + other.consumerGroups,
                shareGroups + other.shareGroups,
                members + other.members,
                offsets + other.offsets);
    }

    /** With one group more ({@code sign} 1) or less ({@code sign} -1). */
    GroupCounts with(ClassicGroup group, int sign) {
        ClassicState state = group.state();
        return new GroupCounts(
                empty + (state == ClassicState.EMPTY ? sign : 0),
                preparingRebalance + (state == ClassicState.PREPARING_REBALANCE ? sign : 0),
                completingRebalance + (state == ClassicState.COMPLETING_REBALANCE ? sign : 0),
                stable + (state == ClassicState.STABLE ? sign : 0),
                consumerGroups,
                shareGroups,
                members + sign * group.members().size(),
                offsets);
    }

    GroupCounts withOffsets(int delta) {
        return new GroupCounts(
                empty,
                preparingRebalance,
                completingRebalance,
                stable,
                consumerGroups,
                shareGroups,
                members,
                offsets + delta);
    }

    /** With a consumer group as it is after a change, null where there is none. */
    GroupCounts with(@Nullable ConsumerGroup before, @Nullable ConsumerGroup after) {
        int groupsBefore = before == null ? 0 : 1;
        int groupsAfter = after == null ? 0 : 1;
        int membersBefore = before == null ? 0 : before.members().size();
        int membersAfter = after == null ? 0 : after.members().size();
        return new GroupCounts(
                empty,
                preparingRebalance,
                completingRebalance,
                stable,
                consumerGroups + groupsAfter - groupsBefore,
                shareGroups,
                members + membersAfter - membersBefore,
                offsets);
    }

    /** With a share group as it is after a change, null where there is none. */
    GroupCounts with(@Nullable ShareGroup before, @Nullable ShareGroup after) {
        int membersBefore = before == null ? 0 : before.members().size();
        int membersAfter = after == null ? 0 : after.members().size();
        return new GroupCounts(
                empty,
                preparingRebalance,
                completingRebalance,
                stable,
                consumerGroups,
                shareGroups + (after == null ? 0 : 1) - (before == null ? 0 : 1),
                members + membersAfter - membersBefore,
                offsets);
    }
}
