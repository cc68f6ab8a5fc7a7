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

/**
 * Divides the partitions anew, for the group's epoch. Only targets that change are stored.
 *
 * <p>That looks at all members and partitions, and members that come together come one by one: a large group's targets stay for a
 * while, so that whoever comes meanwhile is provided for at once with the others, and does not keep the rest waiting. Where somebody has
 * set an assignment interval, that is how long any group's targets stay.
 */
final class TargetAssignment {
    /** Of members and partitions together: a small group's targets never stay, unless an interval is set. */
    private static final int DIVIDED_IN_MS = 10;

    private TargetAssignment() {}

    /** Whether the group's epoch has no targets, and those from before need not stay. The first never wait. */
    static boolean isDue(ConsumerGroupDraft draft) {
        return isOutdated(draft.group())
                && (draft.group().assignmentEpoch() == 0
                        || draft.now.uptimeMs() >= draft.deadlines().targetsUntilMs());
    }

    private static boolean isOutdated(ConsumerGroup group) {
        return group.groupEpoch() > group.assignmentEpoch();
    }

    /** Changes nothing if the targets are for the group's epoch. */
    static void update(ConsumerGroupDraft draft) {
        ConsumerGroup group = draft.group();
        if (!isOutdated(group)) {
            return;
        }
        String name = Assignors.preferred(group, draft.settings.assignors());
        Assignor assignor = Assignors.named(name);
        if (assignor == null) {
            throw new IllegalStateException("there is no assignor " + name);
        }
        Problem problem = problem(draft);
        Map<String, PartitionSet> targets = assignor.assign(problem);
        new TreeMap<>(targets).forEach((memberId, target) -> {
            if (!group.targets().containsKey(memberId)
                    || !group.target(memberId).equals(target)) {
                draft.add(new ConsumerGroupRecord.TargetStored(draft.groupId(), memberId, target));
            }
        });
        draft.add(new ConsumerGroupRecord.TargetEpochStored(draft.groupId(), group.groupEpoch(), draft.now.nowMs()));
        int size = problem.subscribers().size()
                + problem.partitionCounts().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
        Integer intervalMs = draft.settings.assignmentIntervalMs();
        draft.become(draft.deadlines()
                .targeted(draft.now.uptimeMs() + (intervalMs == null ? size / DIVIDED_IN_MS : intervalMs)));
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
