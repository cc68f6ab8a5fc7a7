package io.suiro.coordinator.group;

import io.suiro.coordinator.group.share.ShareGroup;
import io.suiro.coordinator.group.share.StatePartitions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/**
 * What is to be done with the share coordinator, and in which epoch.
 *
 * @param topics that have state, or may have
 */
record ShareStatePlan(int groupEpoch, Map<Uuid, StatePartitions.OfTopic> topics) {
    ShareStatePlan {
        topics = Map.copyOf(topics);
    }

    static ShareStatePlan of(ShareGroup group) {
        Map<Uuid, StatePartitions.OfTopic> all = new HashMap<>(group.state().initialized());
        group.state()
                .initializing()
                .forEach((topicId, topic) -> all.merge(topicId, topic, (a, b) -> {
                    Set<Integer> both = new TreeSet<>(a.partitions());
                    both.addAll(b.partitions());
                    return new StatePartitions.OfTopic(a.name(), both);
                }));
        return new ShareStatePlan(group.groupEpoch(), all);
    }
}
