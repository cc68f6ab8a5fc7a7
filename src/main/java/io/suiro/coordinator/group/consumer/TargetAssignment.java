package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.consumer.Assignor.Problem;
import io.suiro.coordinator.group.consumer.Assignor.Subscriber;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/** Divides the partitions anew, for the group's epoch. Only targets that change are stored. */
final class TargetAssignment {
    private TargetAssignment() {}

    static void update(ConsumerGroupDraft draft) {
        ConsumerGroup group = draft.group();
        String name = Assignors.preferred(group, draft.settings.assignors());
        Assignor assignor = Assignors.named(name);
        if (assignor == null) {
            throw new IllegalStateException("there is no assignor " + name);
        }
        Map<String, PartitionSet> targets = assignor.assign(problem(draft));
        new TreeMap<>(targets).forEach((memberId, target) -> {
            if (!group.targets().containsKey(memberId)
                    || !group.target(memberId).equals(target)) {
                draft.add(new ConsumerGroupRecord.TargetStored(draft.groupId(), memberId, target));
            }
        });
        draft.add(new ConsumerGroupRecord.TargetEpochStored(draft.groupId(), group.groupEpoch(), draft.now.nowMs()));
    }

    private static Problem problem(ConsumerGroupDraft draft) {
        ConsumerGroup group = draft.group();
        Map<Uuid, Integer> counts = new HashMap<>();
        SortedMap<String, Subscriber> subscribers = new TreeMap<>();
        for (ConsumerMember member : group.members().values()) {
            Set<Uuid> topicIds = new HashSet<>();
            for (String name : group.topicsOf(member.terms())) {
                TopicImage topic = draft.image.topic(name);
                if (topic != null) {
                    topicIds.add(topic.id());
                    counts.put(topic.id(), topic.partitions().size());
                }
            }
            subscribers.put(
                    member.memberId(),
                    new Subscriber(member.terms().instanceId(), topicIds, group.target(member.memberId())));
        }
        return new Problem(subscribers, counts);
    }
}
