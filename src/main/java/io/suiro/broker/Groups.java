package io.suiro.broker;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.error.Outcome;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/** Consumer groups: who coordinates one, and the coordinator of those that this broker leads. Any thread. */
public final class Groups {
    private final Controller controller;
    private final Topics topics;
    private final GroupCoordinator coordinator;
    private final GroupQueries queries;
    private final OffsetResets offsetResets;
    private final GroupLags lags;

    Groups(Controller controller, Topics topics, Coordinators coordinators) {
        this.controller = controller;
        this.topics = topics;
        this.coordinator = coordinators.groups;
        this.queries = coordinators.groupQueries;
        this.offsetResets = coordinators.offsetResets;
        this.lags = coordinators.groupLags;
    }

    /** Of all groups in the cluster. */
    public GroupQueries queries() {
        return queries;
    }

    /** Of all groups in the cluster. */
    public OffsetResets offsetResets() {
        return offsetResets;
    }

    /** Of those that this broker coordinates. */
    public GroupLags lags() {
        return lags;
    }

    public GroupCoordinator coordinator() {
        return coordinator;
    }

    /** The broker that leads the group's partition of the offsets topic, which is created if it does not exist yet. */
    public CompletionStage<Outcome<BrokerImage>> coordinatorOf(String groupId) {
        return topics.ensureInternal(InternalTopics.OFFSETS).thenApply(ensured -> switch (ensured) {
            case Outcome.Ok<TopicImage>(TopicImage topic) ->
                leader(
                        controller.image(),
                        topic,
                        GroupCoordinator.partitionFor(
                                groupId, topic.partitions().size()));
            case Outcome.Failed<TopicImage> failed -> Outcome.failed(Errors.COORDINATOR_NOT_AVAILABLE, failed.detail());
        });
    }

    /** The partition of the offsets topic, which is created if it does not exist yet, that stores the group's. */
    public CompletionStage<Outcome<TopicPartition>> offsetsOf(String groupId) {
        return topics.ensureInternal(InternalTopics.OFFSETS)
                .thenApply(ensured -> ensured.map(topic -> new TopicPartition(
                        topic.name(),
                        GroupCoordinator.partitionFor(
                                groupId, topic.partitions().size()))));
    }

    /** Who leads a partition of an internal topic, and can be asked. */
    static Outcome<BrokerImage> leader(MetadataImage image, TopicImage topic, int partition) {
        BrokerImage leader =
                image.brokers().get(topic.partitions().get(partition).leader());
        return leader == null || leader.fenced()
                ? Outcome.failed(Errors.COORDINATOR_NOT_AVAILABLE)
                : Outcome.ok(leader);
    }
}
