package io.suiro.broker;

import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.ReplicaPlan;
import io.suiro.cluster.TopicImage;
import io.suiro.config.TopicSettings;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** Topics as somebody wants them to be, compared with what they are, and made so. Any thread. */
public final class TopicStates {
    private final Controller controller;
    private final Topics topics;
    private final Configs configs;
    private final Reassignments reassignments;

    TopicStates(Controller controller, Topics topics, Configs configs, Reassignments reassignments) {
        this.controller = controller;
        this.topics = topics;
        this.configs = configs;
        this.reassignments = reassignments;
    }

    /**
     * What is chosen of a topic. Equal where nothing would have to be done.
     *
     * @param replicationFactor once nothing is under way any more; of partitions that differ the least
     * @param configs set for this topic, by Kafka's names, values in canonical form
     */
    public record State(int partitions, int replicationFactor, SortedMap<String, String> configs) {}

    /** What is to become of a topic; null is left as it is. All settings that are not named in the configs go back to their defaults. */
    public record Wanted(
            @Nullable Integer partitions,
            @Nullable Integer replicationFactor,
            @Nullable Map<String, String> configs) {}

    /** As this broker knows the topic. */
    public State state(TopicImage topic) {
        return new State(
                topic.partitions().size(),
                factor(topic),
                TopicSettings.TABLE.canonical(
                        controller.image().configs(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))));
    }

    /** Of a topic that has just been created with these, or would be. */
    public static State created(TopicImage topic, Map<String, String> configs) {
        return new State(topic.partitions().size(), factor(topic), TopicSettings.TABLE.canonical(configs));
    }

    private static int factor(TopicImage topic) {
        return topic.partitions().stream()
                .map(partition -> ReplicaPlan.lasting(partition).size())
                .min(Comparator.naturalOrder())
                .orElse(0);
    }

    /** How a topic would be. */
    public static State with(State now, Wanted wanted) {
        return new State(
                wanted.partitions == null ? now.partitions : wanted.partitions,
                wanted.replicationFactor == null ? now.replicationFactor : wanted.replicationFactor,
                wanted.configs == null ? now.configs : TopicSettings.TABLE.canonical(wanted.configs));
    }

    /**
     * Settings, then partitions, then replicas; everything is checked before anything is changed. Any number of times: what is so already is left alone. The answer
     * comes when the changes are made, except that replicas are still on their way. Fails with INVALID_CONFIG, INVALID_PARTITIONS, INVALID_REPLICATION_FACTOR ...;
     * what stood before it in that order may have been changed then.
     */
    public CompletionStage<State> reach(TopicImage topic, Wanted wanted, boolean dryRun) {
        State now = state(topic);
        State next = with(now, wanted);
        return step(topic, now, next, true)
                .thenAccept(checked -> checkFactor(topic, now, next))
                .thenCompose(checked -> dryRun ? nothing() : step(topic, now, next, false))
                .thenCompose(grown -> dryRun ? nothing() : replicate(topic, now, next))
                .thenApply(done -> next);
    }

    private CompletionStage<Void> step(TopicImage topic, State now, State next, boolean validateOnly) {
        return settings(topic, now, next, validateOnly)
                .thenCompose(changed -> partitions(topic, now, next, validateOnly));
    }

    private CompletionStage<Void> settings(TopicImage topic, State now, State next, boolean validateOnly) {
        return now.configs.equals(next.configs)
                ? nothing()
                : configs.replace(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), next.configs, validateOnly)
                        .thenApply(Outcome::orThrow);
    }

    private CompletionStage<Void> partitions(TopicImage topic, State now, State next, boolean validateOnly) {
        return now.partitions == next.partitions
                ? nothing()
                : topics.createPartitions(new CreatePartitions(topic.name(), next.partitions, null, validateOnly))
                        .thenApply(Outcome::orThrow)
                        .thenCompose(grown -> nothing());
    }

    private void checkFactor(TopicImage topic, State now, State next) {
        if (now.replicationFactor != next.replicationFactor) {
            ReplicaPlan plan = new ReplicaPlan(controller.image());
            topic.partitions().forEach(partition -> plan.withFactor(partition, next.replicationFactor));
        }
    }

    /** Also partitions that have just been created, with as many replicas as the first had. */
    private CompletionStage<Void> replicate(TopicImage topic, State now, State next) {
        return now.replicationFactor == next.replicationFactor
                ? nothing()
                : reassignments
                        .changeFactor(topic.name(), next.replicationFactor)
                        .thenAccept(TopicStates::check);
    }

    private static void check(List<Reassignments.Moved> moved) {
        for (Reassignments.Moved each : moved) {
            switch (each.outcome()) {
                case Outcome.Ok<?> ok -> {}
                case Outcome.Failed<?>(var code, String detail) ->
                    throw new Refused(code, each.partition() + ": " + detail);
            }
        }
    }

    @SuppressWarnings("NullAway") // Void has no other value than null
    private static CompletionStage<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }
}
