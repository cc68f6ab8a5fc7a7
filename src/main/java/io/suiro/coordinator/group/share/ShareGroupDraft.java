package io.suiro.coordinator.group.share;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import java.util.ArrayList;
import java.util.List;

/**
 * A decision about one share group while it is being made: each record that is added is applied to the group at once, so that the
 * next step sees what a reload would see. Lives as long as one decision.
 */
final class ShareGroupDraft {
    final ShareGroupSettings settings;
    final MetadataImage image;
    final Moment now;
    private final List<ShareGroupRecord> records = new ArrayList<>();
    private ShareGroup group;
    private ShareDeadlines deadlines;

    ShareGroupDraft(
            ShareGroup group, ShareDeadlines deadlines, ShareGroupSettings settings, MetadataImage image, Moment now) {
        this.group = group;
        this.deadlines = deadlines;
        this.settings = settings;
        this.image = image;
        this.now = now;
    }

    ShareGroup group() {
        return group;
    }

    String groupId() {
        return group.groupId();
    }

    /** Not for the record that deletes the group. */
    void add(ShareGroupRecord record) {
        ShareGroup applied = group.apply(record);
        if (applied == null) {
            throw new IllegalArgumentException("a group that is deleted cannot be decided about: " + record);
        }
        records.add(record);
        group = applied;
    }

    ShareDeadlines deadlines() {
        return deadlines;
    }

    void become(ShareDeadlines changed) {
        deadlines = changed;
    }

    /** A new epoch, and targets for it, unless those of an earlier one still stay. */
    void assign() {
        add(new ShareGroupRecord.GroupStored(groupId(), group.groupEpoch() + 1, ShareTargets.hash(group, image)));
        ShareTargets.updateIfDue(this);
    }

    /** @param dueMs uptime clock; the earliest deadline that this can have brought forward */
    ShareDecision decided(long dueMs) {
        return new ShareDecision(records, deadlines, dueMs);
    }
}
