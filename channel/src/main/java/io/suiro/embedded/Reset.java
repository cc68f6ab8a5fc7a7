package io.suiro.embedded;

import io.suiro.base.Stages;
import io.suiro.broker.Broker;
import io.suiro.broker.InternalTopics;
import io.suiro.client.LocalConsumer;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Begins anew: consumers in this process leave their groups, groups and topics go, topics that those consumers read come back empty, and the consumers
 * join again and know where they read from. One at a time.
 */
final class Reset {
    /** For what an application has in hand: a handler that does not answer holds up no test for longer. */
    private static final int GRACE_MS = 1_000;

    private static final int READY_SECONDS = 10;
    private static final int DEFAULT = -1;

    private final Broker broker;
    private final List<LocalConsumer> consumers;

    Reset(Broker broker, List<LocalConsumer> consumers) {
        this.broker = broker;
        this.consumers = consumers;
    }

    void run() {
        Set<String> read = new HashSet<>();
        List<CompletionStage<Boolean>> pausing = new ArrayList<>();
        for (LocalConsumer consumer : consumers) {
            read.addAll(consumer.topics());
            pausing.add(consumer.pause(GRACE_MS));
        }
        List<Boolean> joined = await(Stages.all(pausing));
        await(new GroupEviction(broker).deleteAll());
        await(replaceTopics(read)).forEach(Outcome::orThrow);
        List<CompletableFuture<Void>> joining = new ArrayList<>();
        for (int i = 0; i < consumers.size(); i++) {
            if (joined.get(i)) {
                consumers.get(i).join();
                joining.add(consumers.get(i).ready().toCompletableFuture());
            }
        }
        await(CompletableFuture.allOf(joining.toArray(CompletableFuture[]::new)));
    }

    /** Each is created right behind its deletion, so that nobody else creates it in between. */
    private CompletionStage<List<Outcome<TopicImage>>> replaceTopics(Set<String> read) {
        MetadataImage image = broker.topics().image();
        List<CompletionStage<Outcome<TopicImage>>> changes = new ArrayList<>();
        for (TopicImage topic : image.topics().values()) {
            if (!InternalTopics.contains(topic.name())) {
                changes.add(broker.topics().delete(topic.id()));
                if (read.contains(topic.name())) {
                    changes.add(broker.topics().create(sameAs(topic, image)));
                }
            }
        }
        read.stream()
                .filter(name -> image.topic(name) == null)
                .forEach(name -> changes.add(broker.topics().create(creation(name, DEFAULT, Map.of()))));
        return Stages.all(changes);
    }

    private static CreateTopic sameAs(TopicImage topic, MetadataImage image) {
        return creation(
                topic.name(),
                topic.partitions().size(),
                image.configs(new ConfigResource(ConfigResource.Type.TOPIC, topic.name())));
    }

    private static CreateTopic creation(String name, int partitions, Map<String, String> configs) {
        return new CreateTopic(name, partitions, (short) DEFAULT, Map.of(), configs, false);
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture()
                    .copy()
                    .orTimeout(READY_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the broker could not be reset: " + Stages.cause(e), e);
        }
    }
}
