package io.suiro.coordinator.group.consumer;

import java.util.Locale;

/** Whether a group changes its protocol while it has members: group.consumer.migration.policy. */
public enum MigrationPolicy {
    DISABLED(false, false),
    UPGRADE(true, false),
    DOWNGRADE(false, true),
    BIDIRECTIONAL(true, true);

    private final boolean upgrades;
    private final boolean downgrades;

    MigrationPolicy(boolean upgrades, boolean downgrades) {
        this.upgrades = upgrades;
        this.downgrades = downgrades;
    }

    /** As the setting spells it, whatever the case; throws IllegalArgumentException for another word. */
    public static MigrationPolicy of(String setting) {
        return valueOf(setting.toUpperCase(Locale.ROOT));
    }

    /** A classic group becomes a consumer group when a member of the new protocol joins it. */
    public boolean upgrades() {
        return upgrades;
    }

    /** A consumer group becomes a classic one when the last member of the new protocol goes. */
    public boolean downgrades() {
        return downgrades;
    }
}
