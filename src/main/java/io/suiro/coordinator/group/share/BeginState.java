package io.suiro.coordinator.group.share;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.PartitionSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * Begins the state of the partitions that a share group subscribes to.
 *
 * <pre>
 * none ── a heartbeat ──▶ initializing ── the share coordinator has it ──▶ initialized: members may have it
 *                            └── it has not, after some time ──▶ once more
 * </pre>
 */
public final class BeginState {
    private BeginState() {}

    /** What the share coordinator is to be told of, once it is stored that it is; nothing while it is being told already. */
    static PartitionSet decide(ShareGroupDraft draft) {
        Map<TopicImage, List<Integer>> without = ShareTargets.withoutState(draft);
        if (without.isEmpty() || draft.now.uptimeMs() < draft.deadlines().initializeAfterMs()) {
            return PartitionSet.NONE;
        }
        StatePartitions state = draft.group().state();
        Map<Uuid, List<Integer>> begun = new HashMap<>();
        for (Map.Entry<TopicImage, List<Integer>> topic : without.entrySet()) {
            state = state.begin(topic.getKey().id(), topic.getKey().name(), topic.getValue());
            begun.put(topic.getKey().id(), topic.getValue());
        }
        if (!state.equals(draft.group().state())) {
            draft.add(new ShareGroupRecord.StateStored(draft.groupId(), state));
        }
        draft.become(draft.deadlines().initializeAfter(draft.now.uptimeMs() + draft.settings.initializeRetryMs()));
        return PartitionSet.of(begun);
    }

    /** The share coordinator has these: from now on members may. */
    public static ShareDecision done(
            ShareGroup group,
            ShareDeadlines deadlines,
            ShareGroupSettings settings,
            MetadataImage image,
            Moment now,
            PartitionSet initialized) {
        ShareGroupDraft draft = new ShareGroupDraft(group, deadlines, settings, image, now);
        StatePartitions state = group.state();
        for (Uuid topicId : initialized.topicIds()) {
            TopicImage topic = image.topic(topicId);
            if (topic != null) {
                state = state.done(topicId, topic.name(), new ArrayList<>(initialized.partitions(topicId)));
            }
        }
        if (!state.equals(group.state())) {
            draft.add(new ShareGroupRecord.StateStored(group.groupId(), state));
            if (!group.isEmpty()) {
                draft.assign();
            }
        }
        draft.become(draft.deadlines().initializeAfter(Long.MIN_VALUE));
        return draft.decided(ShareDeadlines.NEVER);
    }
}
