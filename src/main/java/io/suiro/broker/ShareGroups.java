package io.suiro.broker;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.ShareGroupCoordinator;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.error.Outcome;
import io.suiro.share.SharePartitions;
import io.suiro.share.ShareReads;
import io.suiro.share.ShareSessions;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/** Share groups (KIP-932): their coordinator, what their members read here, and who keeps their state. Any thread. */
public final class ShareGroups {
    private final Controller controller;
    private final Topics topics;
    private final Coordinators coordinators;

    ShareGroups(Controller controller, Topics topics, Coordinators coordinators) {
        this.controller = controller;
        this.topics = topics;
        this.coordinators = coordinators;
    }

    public ShareGroupCoordinator coordinator() {
        return coordinators.shareGroups;
    }

    public DescribeShareOffsets describeOffsets() {
        return coordinators.describeShareOffsets;
    }

    public AlterShareOffsets alterOffsets() {
        return coordinators.alterShareOffsets;
    }

    public ShareReads reads() {
        return coordinators.shareReads;
    }

    /** What this broker leads of them. */
    public SharePartitions partitions() {
        return coordinators.sharePartitions;
    }

    public ShareSessions sessions() {
        return coordinators.shareSessions;
    }

    /** The broker that leads the share partition's partition of the state topic, which is created if it does not exist yet. */
    public CompletionStage<Outcome<BrokerImage>> coordinatorOf(ShareKey key) {
        return topics.ensureInternal(InternalTopics.SHARES).thenApply(ensured -> switch (ensured) {
            case Outcome.Ok<TopicImage>(TopicImage topic) ->
                Groups.leader(
                        controller.image(),
                        topic,
                        key.partitionOf(topic.partitions().size()));
            case Outcome.Failed<TopicImage> failed -> Outcome.failed(Errors.COORDINATOR_NOT_AVAILABLE, failed.detail());
        });
    }
}
