package io.suiro.coordinator.group;

import io.suiro.coordinator.group.consumer.ConsumerGroup;
import org.jspecify.annotations.Nullable;

/** How much this broker coordinates, for metrics. */
public record GroupCounts(
        int empty,
        int preparingRebalance,
        int completingRebalance,
        int stable,
        int consumerGroups,
        int members,
        int offsets) {
    static final GroupCounts NONE = new GroupCounts(0, 0, 0, 0, 0, 0, 0);

    public int groups() {
        return empty + preparingRebalance + completingRebalance + stable + consumerGroups;
    }

    GroupCounts plus(GroupCounts other) {
        return new GroupCounts(
                empty + other.empty,
                preparingRebalance + other.preparingRebalance,
                completingRebalance + other.completingRebalance,
                stable + other.stable,
                consumerGroups + other.consumerGroups,
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
                members + sign * group.members().size(),
                offsets);
    }

    GroupCounts withOffsets(int delta) {
        return new GroupCounts(
                empty, preparingRebalance, completingRebalance, stable, consumerGroups, members, offsets + delta);
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
                members + membersAfter - membersBefore,
                offsets);
    }
}
