package io.suiro.coordinator.group.share;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import java.util.Map;

/** Takes members out of a share group; what they had the others get. */
public final class RemoveShareMember {
    private RemoveShareMember() {}

    static void remove(ShareGroupDraft draft, String memberId) {
        draft.add(new ShareGroupRecord.CurrentDeleted(draft.groupId(), memberId));
        draft.add(new ShareGroupRecord.TargetDeleted(draft.groupId(), memberId));
        draft.add(new ShareGroupRecord.MemberDeleted(draft.groupId(), memberId));
        draft.become(draft.deadlines().without(memberId));
        draft.assign();
    }

    /** Members that were not heard from in time are gone; nothing may be due yet. */
    public static ShareDecision expire(
            ShareGroup group, ShareDeadlines deadlines, ShareGroupSettings settings, MetadataImage image, Moment now) {
        ShareGroupDraft draft = new ShareGroupDraft(group, deadlines, settings, image, now);
        for (Map.Entry<String, Long> session : deadlines.sessions().entrySet()) {
            if (session.getValue() <= now.uptimeMs()) {
                remove(draft, session.getKey());
            }
        }
        return draft.decided(draft.deadlines().nextMs());
    }
}
