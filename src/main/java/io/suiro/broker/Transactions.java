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
    private final TransactionQueries queries;

    Transactions(Controller controller, Topics topics, Coordinators coordinators) {
        this.controller = controller;
        this.topics = topics;
        this.coordinator = coordinators.transactions;
        this.markers = coordinators.markers;
        this.queries = coordinators.transactionQueries;
    }

    public TransactionQueries queries() {
        return queries;
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
