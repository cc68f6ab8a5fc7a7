package io.suiro.broker;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Who leads a partition, for clients that have asked the wrong broker (KIP-951). Any thread. */
public final class CurrentLeaders {
    private final Controller controller;

    CurrentLeaders(Controller controller) {
        this.controller = controller;
    }

    /**
     * A leader.
     *
     * @param broker where clients reach it, null if it is not registered
     */
    public record CurrentLeader(
            int leaderId, int leaderEpoch, @Nullable BrokerImage broker) {}

    /** Empty unless the code is one that such a client gets, and there is a leader. */
    public Optional<CurrentLeader> after(Errors code, TopicPartition topicPartition) {
        if (code != Errors.NOT_LEADER_OR_FOLLOWER && code != Errors.FENCED_LEADER_EPOCH) {
            return Optional.empty();
        }
        MetadataImage image = controller.image();
        TopicImage topic = image.topic(topicPartition.topic());
        if (topic == null || topicPartition.partition() >= topic.partitions().size()) {
            return Optional.empty();
        }
        PartitionImage partition = topic.partitions().get(topicPartition.partition());
        return partition.leader() < 0
                ? Optional.empty()
                : Optional.of(new CurrentLeader(
                        partition.leader(),
                        partition.leaderEpoch(),
                        image.brokers().get(partition.leader())));
    }
}
