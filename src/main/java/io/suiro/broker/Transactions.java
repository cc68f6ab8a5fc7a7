package io.suiro.broker;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.error.Outcome;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/** Transactions: who coordinates one, the coordinator of those that this broker leads, and their markers. Any thread. */
public final class Transactions {
    private final Controller controller;
    private final Topics topics;
    private final TransactionCoordinator coordinator;
    private final Markers markers;

    Transactions(Controller controller, Topics topics, TransactionCoordinator coordinator, Markers markers) {
        this.controller = controller;
        this.topics = topics;
        this.coordinator = coordinator;
        this.markers = markers;
    }

    public TransactionCoordinator coordinator() {
        return coordinator;
    }

    public Markers markers() {
        return markers;
    }

    /** The broker that leads the id's partition of the state topic, which is created if it does not exist yet. */
    public CompletionStage<Outcome<BrokerImage>> coordinatorOf(String transactionalId) {
        return topics.ensureInternal(InternalTopics.TRANSACTIONS).thenApply(ensured -> switch (ensured) {
            case Outcome.Ok<TopicImage>(TopicImage topic) ->
                Groups.leader(
                        controller.image(),
                        topic,
                        TransactionCoordinator.partitionFor(
                                transactionalId, topic.partitions().size()));
            case Outcome.Failed<TopicImage> failed -> Outcome.failed(Errors.COORDINATOR_NOT_AVAILABLE, failed.detail());
        });
    }
}
