package io.suiro.coordinator.group;

/** How much this broker coordinates, for metrics. */
public record GroupCounts(
        int empty, int preparingRebalance, int completingRebalance, int stable, int members, int offsets) {
    static final GroupCounts NONE = new GroupCounts(0, 0, 0, 0, 0, 0);

    public int groups() {
        return empty + preparingRebalance + completingRebalance + stable;
    }

    GroupCounts plus(GroupCounts other) {
        return new GroupCounts(
                empty + other.empty,
                preparingRebalance + other.preparingRebalance,
                completingRebalance + other.completingRebalance,
                stable + other.stable,
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
                members + sign * group.members().size(),
                offsets);
    }

    GroupCounts withOffsets(int delta) {
        return new GroupCounts(empty, preparingRebalance, completingRebalance, stable, members, offsets + delta);
    }
}
