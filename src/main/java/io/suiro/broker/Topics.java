package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.error.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/** Topics: find, create, widen and delete. Answers complete once the partitions are open here, or gone. Any thread. */
public final class Topics {
    private final Controller controller;
    private final EffectiveSettings settings;

    Topics(Controller controller, EffectiveSettings settings) {
        this.controller = controller;
        this.settings = settings;
    }

    public MetadataImage image() {
        return controller.image();
    }

    /** UNKNOWN_TOPIC_OR_PARTITION, or INVALID_TOPIC_EXCEPTION for a name that no topic can have. */
    public Outcome<TopicImage> find(String name) {
        return TopicRules.find(controller.image(), name);
    }

    public boolean hasPartition(String topic, int partition) {
        TopicImage image = controller.image().topic(topic);
        return image != null && partition >= 0 && partition < image.partitions().size();
    }

    public CompletionStage<Outcome<TopicImage>> create(MetadataCommand.CreateTopic command) {
        return Outcomes.flat(controller.submit(command));
    }

    /** Not for internal topics. */
    public CompletionStage<Outcome<TopicImage>> createPartitions(MetadataCommand.CreatePartitions command) {
        return InternalTopics.contains(command.topic())
                ? CompletableFuture.completedFuture(Outcome.failed(
                        Errors.INVALID_PARTITIONS,
                        "The partitions of " + command.topic()
                                + " stay as they are: what is in them is assigned to them by number."))
                : Outcomes.flat(controller.submit(command));
    }

    public CompletionStage<Outcome<TopicImage>> delete(Uuid topicId) {
        return Outcomes.flat(controller.submit(new MetadataCommand.DeleteTopic(topicId)));
    }

    /**
     * Topics by name, in order. Those that do not exist are created with the defaults of this broker, if the client and {@code
     * auto.create.topics.enable} allow it; else they are what {@link #find} says.
     */
    public CompletionStage<List<Outcome<TopicImage>>> findOrCreate(List<String> names, boolean clientAllows) {
        MetadataImage image = controller.image();
        boolean mayCreate = clientAllows && settings.booleanOf("auto.create.topics.enable");
        List<CompletionStage<Outcome<TopicImage>>> found = new ArrayList<>(names.size());
        for (String name : names) {
            if (image.topic(name) != null || !mayCreate) {
                found.add(CompletableFuture.completedFuture(TopicRules.find(image, name)));
            } else {
                found.add(InternalTopics.contains(name) ? ensureInternal(name) : createWithDefaults(name));
            }
        }
        return Stages.all(found);
    }

    private CompletionStage<Outcome<TopicImage>> createWithDefaults(String name) {
        int partitions = settings.intOf("num.partitions");
        short replicationFactor = (short) settings.intOf("default.replication.factor");
        return orExisting(
                name,
                create(new MetadataCommand.CreateTopic(
                        name, partitions, replicationFactor, Map.of(), Map.of(), false)));
    }

    /** An internal topic comes into being when it is first needed. */
    CompletionStage<Outcome<TopicImage>> ensureInternal(String name) {
        TopicImage topic = controller.image().topic(name);
        if (topic != null) {
            return CompletableFuture.completedFuture(Outcome.ok(topic));
        }
        return orExisting(name, create(InternalTopics.creation(name, settings, brokersForReplicas())));
    }

    private int brokersForReplicas() {
        return (int) controller.image().brokers().values().stream()
                .filter(BrokerImage::canHoldReplicas)
                .count();
    }

    /** Somebody else may have created it in between. */
    private CompletionStage<Outcome<TopicImage>> orExisting(
            String name, CompletionStage<Outcome<TopicImage>> creating) {
        return creating.thenApply(outcome -> {
            TopicImage existing =
                    outcome instanceof Outcome.Failed<TopicImage> failed && failed.code() == Errors.TOPIC_ALREADY_EXISTS
                            ? controller.image().topic(name)
                            : null;
            return existing == null ? outcome : Outcome.ok(existing);
        });
    }
}
