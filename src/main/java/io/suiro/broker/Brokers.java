package io.suiro.broker;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataImage;
import io.suiro.error.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The brokers of the cluster, as an operator changes them. Any thread. */
public final class Brokers {
    private final Controller controller;

    Brokers(Controller controller) {
        this.controller = controller;
    }

    /** A broker, and what it holds. */
    public record Holding(BrokerImage broker, int replicas, int leaders) {}

    /** By id. */
    public List<Holding> all() {
        MetadataImage image = controller.image();
        Map<Integer, Integer> replicas = new HashMap<>();
        Map<Integer, Integer> leaders = new HashMap<>();
        image.topics().values().forEach(topic -> topic.partitions().forEach(partition -> {
            partition.replicas().forEach(id -> replicas.merge(id, 1, Integer::sum));
            leaders.merge(partition.leader(), 1, Integer::sum);
        }));
        return image.brokers().values().stream()
                .sorted(Comparator.comparing(BrokerImage::id))
                .map(broker -> new Holding(
                        broker, replicas.getOrDefault(broker.id(), 0), leaders.getOrDefault(broker.id(), 0)))
                .toList();
    }

    /** Forgets a broker that has stopped for good and holds no replica any more. */
    public CompletionStage<Outcome<Void>> unregister(int brokerId) {
        return Outcomes.flat(controller.submit(new MetadataCommand.UnregisterBroker(brokerId)));
    }
}
