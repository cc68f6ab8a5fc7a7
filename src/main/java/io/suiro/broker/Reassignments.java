package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.ReplicaPlan;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Partitions on their way to other brokers (KIP-455). Any thread. */
public final class Reassignments {
    private final Controller controller;

    Reassignments(Controller controller) {
        this.controller = controller;
    }

    /**
     * Begins to move a partition; the answer is its state then, and not that of the end.
     *
     * @param target null to go back to where it was
     */
    public CompletionStage<Outcome<PartitionImage>> reassign(
            String topic, int partition, @Nullable List<Integer> target, boolean allowReplicationFactorChange) {
        return Outcomes.flat(controller.submit(
                new MetadataCommand.ReassignPartition(topic, partition, target, allowReplicationFactorChange)));
    }

    /** A partition that was to get other replicas, and its state then. */
    public record Moved(TopicPartition partition, Outcome<PartitionImage> outcome) {}

    /**
     * Gives a topic more or fewer replicas. Partitions that have as many are left out.
     *
     * @throws Refused UNKNOWN_TOPIC_OR_PARTITION, or INVALID_REPLICATION_FACTOR if there are not enough brokers that take replicas
     */
    public CompletionStage<List<Moved>> changeFactor(String topic, int factor) {
        MetadataImage image = controller.image();
        ReplicaPlan plan = new ReplicaPlan(image);
        TopicImage found = TopicRules.find(image, topic).orThrow();
        return move(List.of(found), partition -> plan.withFactor(partition, factor));
    }

    /**
     * Moves every replica that a broker holds to others; it should be cordoned before, or new ones come meanwhile.
     *
     * @throws Refused BROKER_ID_NOT_REGISTERED, or INVALID_REPLICATION_FACTOR if there are not enough others that take replicas
     */
    public CompletionStage<List<Moved>> drain(int brokerId) {
        MetadataImage image = controller.image();
        if (image.broker(brokerId) == null) {
            throw new Refused(Errors.BROKER_ID_NOT_REGISTERED, "There is no broker " + brokerId + ".");
        }
        ReplicaPlan plan = new ReplicaPlan(image);
        return move(image.topicsByName(), partition -> plan.without(partition, brokerId));
    }

    private CompletionStage<List<Moved>> move(
            Collection<TopicImage> topics, Function<PartitionImage, List<Integer>> plan) {
        Map<TopicPartition, List<Integer>> targets = new LinkedHashMap<>();
        for (TopicImage topic : topics) {
            for (int i = 0; i < topic.partitions().size(); i++) {
                PartitionImage partition = topic.partitions().get(i);
                List<Integer> target = plan.apply(partition);
                if (!target.equals(ReplicaPlan.lasting(partition))) {
                    targets.put(new TopicPartition(topic.name(), i), target);
                }
            }
        }
        return Stages.all(targets.entrySet().stream()
                .map(entry -> reassign(entry.getKey().topic(), entry.getKey().partition(), entry.getValue(), true)
                        .thenApply(outcome -> new Moved(entry.getKey(), outcome)))
                .toList());
    }

    /**
     * What is under way, by topic and partition.
     *
     * @param wanted partitions by topic; null for all
     */
    public SortedMap<String, SortedMap<Integer, PartitionImage>> ongoing(@Nullable Map<String, List<Integer>> wanted) {
        MetadataImage image = controller.image();
        SortedMap<String, SortedMap<Integer, PartitionImage>> ongoing = new TreeMap<>();
        for (TopicImage topic : image.topics().values()) {
            SortedMap<Integer, PartitionImage> moving = new TreeMap<>();
            for (int i = 0; i < topic.partitions().size(); i++) {
                boolean asked = wanted == null
                        || wanted.getOrDefault(topic.name(), List.of()).contains(i);
                if (asked && topic.partitions().get(i).isReassigning()) {
                    moving.put(i, topic.partitions().get(i));
                }
            }
            if (!moving.isEmpty()) {
                ongoing.put(topic.name(), moving);
            }
        }
        return ongoing;
    }
}
