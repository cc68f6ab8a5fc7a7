package io.suiro.wire.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

/** What clients are told of a partition some of whose brokers are down: 1 serves, 2 is fenced, 3 is not registered. */
class PartitionDescriptionTest {
    private static final TopicImage TOPIC = new TopicImage(
            "orders",
            new Uuid(5, 5),
            TreePVector.from(List.of(
                    new PartitionImage(1, List.of(1, 2, 3), List.of(1), List.of(2), -1, List.of(), List.of(), 4, 7),
                    new PartitionImage(-1, List.of(2, 3), List.of(), List.of(), 3, List.of(), List.of(), 4, 7))));
    private static final MetadataImage IMAGE =
            MetadataImage.EMPTY.with(broker(1, false)).with(broker(2, true)).with(TOPIC);

    @Test
    void describeTopicPartitionsTellsWhoMayLead() {
        var partitions =
                DescribeTopicPartitionsHandler.describe(IMAGE, TOPIC, 0, 2).partitions();

        assertThat(partitions.get(0).eligibleLeaderReplicas()).containsExactly(2);
        assertThat(partitions.get(0).lastKnownElr()).isEmpty();
        assertThat(partitions.get(1).eligibleLeaderReplicas()).isEmpty();
        assertThat(partitions.get(1).lastKnownElr()).containsExactly(3);
    }

    @Test
    void replicasOfBrokersThatAreDownAreOffline() {
        var described =
                DescribeTopicPartitionsHandler.describe(IMAGE, TOPIC, 0, 2).partitions();
        var listed = MetadataHandler.response(IMAGE, TOPIC).partitions();

        assertThat(described.get(0).offlineReplicas()).containsExactly(2, 3);
        assertThat(listed.get(0).offlineReplicas()).containsExactly(2, 3);
        assertThat(listed.get(1).offlineReplicas()).containsExactly(2, 3);
    }

    private static BrokerImage broker(int id, boolean fenced) {
        return new BrokerImage(
                id,
                new Uuid(1, id),
                new Uuid(2, id),
                new Uuid(3, id),
                "h",
                1,
                "h",
                2,
                null,
                id,
                fenced,
                false,
                false,
                false);
    }
}
