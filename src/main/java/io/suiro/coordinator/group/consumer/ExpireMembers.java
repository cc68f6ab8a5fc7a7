package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import java.util.Map;

/** Members that were not heard from in time, or have not given up their partitions in time, are gone. */
public final class ExpireMembers {
    private ExpireMembers() {}

    /** Nothing may be due yet. */
    public static ConsumerDecision decide(
            ConsumerGroup group, Deadlines deadlines, ConsumerGroupSettings settings, MetadataImage image, Moment now) {
        ConsumerGroupDraft draft = new ConsumerGroupDraft(group, deadlines, settings, image, now);
        for (Map.Entry<String, Deadlines.OfMember> member : deadlines.members().entrySet()) {
            if (member.getValue().nextMs() <= now.uptimeMs()) {
                RemoveMember.remove(draft, member.getKey());
            }
        }
        return new ConsumerDecision(
                draft.records(), draft.deadlines(), draft.deadlines().nextMs());
    }
}
