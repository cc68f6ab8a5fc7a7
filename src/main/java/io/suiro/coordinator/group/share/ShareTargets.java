package io.suiro.coordinator.group.share;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.consumer.PartitionSet;
import io.suiro.coordinator.group.consumer.TopicsHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/**
 * Which partitions a share group's members are to have: of those that have state. Only targets that change are stored. Targets that give
 * anybody anything stay for the assignment interval.
 */
final class ShareTargets {
    private ShareTargets() {}

    static long hash(ShareGroup group, MetadataImage image) {
        return TopicsHash.of(group.subscribedTopics(), image);
    }

    /** Changes nothing if the targets are for the group's epoch, or are to stay. */
    static void updateIfDue(ShareGroupDraft draft) {
        ShareGroup group = draft.group();
        if (group.groupEpoch() > group.assignmentEpoch()
                && draft.now.uptimeMs() >= draft.deadlines().targetsUntilMs()) {
            update(draft);
        }
    }

    private static void update(ShareGroupDraft draft) {
        ShareGroup group = draft.group();
        TreeMap<String, SimpleAssignor.Subscriber> subscribers = new TreeMap<>();
        for (ShareMember member : group.members().values()) {
            subscribers.put(
                    member.memberId(),
                    new SimpleAssignor.Subscriber(wanted(draft, member), group.target(member.memberId())));
        }
        Map<String, PartitionSet> targets = SimpleAssignor.assign(subscribers);
        new TreeMap<>(targets).forEach((memberId, target) -> {
            if (!group.targets().containsKey(memberId)
                    || !group.target(memberId).equals(target)) {
                draft.add(new ShareGroupRecord.TargetStored(draft.groupId(), memberId, target));
            }
        });
        draft.add(new ShareGroupRecord.TargetEpochStored(draft.groupId(), group.groupEpoch(), draft.now.nowMs()));
        if (targets.values().stream().anyMatch(target -> !target.isEmpty())) {
            draft.become(draft.deadlines().targeted(draft.now.uptimeMs() + draft.settings.assignmentIntervalMs()));
        }
    }

    private static PartitionSet wanted(ShareGroupDraft draft, ShareMember member) {
        Map<Uuid, List<Integer>> wanted = new HashMap<>();
        for (String name : member.topicNames()) {
            TopicImage topic = draft.image.topic(name);
            for (int i = 0; topic != null && i < topic.partitions().size(); i++) {
                if (draft.group().state().isInitialized(topic.id(), i)) {
                    wanted.computeIfAbsent(topic.id(), id -> new ArrayList<>()).add(i);
                }
            }
        }
        return PartitionSet.of(wanted);
    }

    /** Partitions of subscribed topics that have no state yet, by topic. */
    static Map<TopicImage, List<Integer>> withoutState(ShareGroupDraft draft) {
        Map<TopicImage, List<Integer>> without = new HashMap<>();
        for (String name : draft.group().subscribedTopics()) {
            TopicImage topic = draft.image.topic(name);
            for (int i = 0; topic != null && i < topic.partitions().size(); i++) {
                if (!draft.group().state().isInitialized(topic.id(), i)) {
                    without.computeIfAbsent(topic, key -> new ArrayList<>()).add(i);
                }
            }
        }
        return without;
    }
}
