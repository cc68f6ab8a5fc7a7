package io.suiro.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that has become of the cluster. What says nothing in an event of its kind is left out.
 *
 * @param type brokerRegistered, brokerUnregistered, brokerFenced, brokerUnfenced, topicCreated, topicDeleted, partitionsAdded, leaderChanged,
 *     isrChanged, reassignmentBegun, reassignmentEnded
 * @param partitions of the topic, how many
 * @param from the leader before, left out if there was none
 * @param to the leader now, left out if there is none
 * @param replicas of a partition whose in-sync replicas or replicas have changed, the preferred leader first; while it is reassigned those that go as well
 * @param isr in-sync replicas now
 * @param adding replicas that a reassignment brings
 * @param removing replicas that go with it
 */
@Schema(examples = """
                {"type":"leaderChanged","topic":"orders","partition":3,"from":2,"to":1}""")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterEvent(
        String type,
        @Nullable Integer broker,
        @Nullable String topic,
        @Nullable Integer partitions,
        @Nullable Integer partition,
        @Nullable Integer from,
        @Nullable Integer to,
        @Nullable List<Integer> replicas,
        @Nullable List<Integer> isr,
        @Nullable List<Integer> adding,
        @Nullable List<Integer> removing) {

    private static ClusterEvent ofBroker(String type, int broker) {
        return new ClusterEvent(type, broker, null, null, null, null, null, null, null, null, null);
    }

    private static ClusterEvent ofTopic(String type, TopicImage topic) {
        return new ClusterEvent(
                type, null, topic.name(), topic.partitions().size(), null, null, null, null, null, null, null);
    }

    private static ClusterEvent ofLeader(
            TopicImage topic, int partition, @Nullable Integer from, @Nullable Integer to) {
        return new ClusterEvent("leaderChanged", null, topic.name(), null, partition, from, to, null, null, null, null);
    }

    private static ClusterEvent ofIsr(TopicImage topic, int partition, PartitionImage is) {
        return new ClusterEvent(
                "isrChanged", null, topic.name(), null, partition, null, null, is.replicas(), is.isr(), null, null);
    }

    private static ClusterEvent ofReassignment(TopicImage topic, int partition, PartitionImage is) {
        boolean goesOn = is.isReassigning();
        return new ClusterEvent(
                goesOn ? "reassignmentBegun" : "reassignmentEnded",
                null,
                topic.name(),
                null,
                partition,
                null,
                null,
                is.replicas(),
                null,
                goesOn ? is.adding() : null,
                goesOn ? is.removing() : null);
    }

    /** What lies between two images: brokers first, then topics by name. What has come and gone in between is not among it. */
    @SuppressWarnings("ReferenceEquality") // what is the same object has not changed; that saves comparing it
    static List<ClusterEvent> between(MetadataImage before, MetadataImage after) {
        List<ClusterEvent> events = new ArrayList<>();
        if (before.brokers() != after.brokers()) {
            brokers(before, after, events);
        }
        if (before.topics() != after.topics()) {
            topics(before, after, events);
        }
        return events;
    }

    private static void brokers(MetadataImage before, MetadataImage after, List<ClusterEvent> events) {
        TreeSet<Integer> ids = new TreeSet<>(before.brokers().keySet());
        ids.addAll(after.brokers().keySet());
        for (int id : ids) {
            BrokerImage was = before.broker(id);
            BrokerImage is = after.broker(id);
            if (is == null) {
                events.add(ofBroker("brokerUnregistered", id));
            } else if (was == null || was.brokerEpoch() != is.brokerEpoch()) {
                events.add(ofBroker("brokerRegistered", id));
            }
            if (is != null && (was == null ? !is.fenced() : was.fenced() != is.fenced())) {
                events.add(ofBroker(is.fenced() ? "brokerFenced" : "brokerUnfenced", id));
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // likewise
    private static void topics(MetadataImage before, MetadataImage after, List<ClusterEvent> events) {
        TreeMap<String, TopicImage> changed = new TreeMap<>();
        TreeMap<String, TopicImage> gone = new TreeMap<>();
        after.topics().forEach((id, topic) -> {
            if (before.topics().get(id) != topic) {
                changed.put(topic.name(), topic);
            }
        });
        before.topics().forEach((id, topic) -> {
            if (!after.topics().containsKey(id)) {
                gone.put(topic.name(), topic);
            }
        });
        gone.values().forEach(topic -> events.add(ofTopic("topicDeleted", topic)));
        changed.values().forEach(topic -> topic(before.topics().get(topic.id()), topic, events));
    }

    private static void topic(@Nullable TopicImage was, TopicImage is, List<ClusterEvent> events) {
        if (was == null) {
            events.add(ofTopic("topicCreated", is));
            return;
        }
        if (was.partitions().size() != is.partitions().size()) {
            events.add(ofTopic("partitionsAdded", is));
        }
        for (int number = 0; number < was.partitions().size(); number++) {
            partition(is, number, was.partitions().get(number), is.partitions().get(number), events);
        }
    }

    /** A reassignment that is replaced by another begins once more; one that has begun and ended meanwhile has ended. */
    @SuppressWarnings("ReferenceEquality") // likewise
    private static void partition(
            TopicImage topic, int number, PartitionImage was, PartitionImage is, List<ClusterEvent> events) {
        if (was == is) {
            return;
        }
        Integer from = leader(was);
        Integer to = leader(is);
        if (!Objects.equals(from, to)) {
            events.add(ofLeader(topic, number, from, to));
        }
        if (!Set.copyOf(was.isr()).equals(Set.copyOf(is.isr()))) {
            events.add(ofIsr(topic, number, is));
        }
        if (!was.adding().equals(is.adding())
                || !was.removing().equals(is.removing())
                || !was.replicas().equals(is.replicas())) {
            events.add(ofReassignment(topic, number, is));
        }
    }

    private static @Nullable Integer leader(PartitionImage partition) {
        return partition.hasLeader() ? partition.leader() : null;
    }
}
