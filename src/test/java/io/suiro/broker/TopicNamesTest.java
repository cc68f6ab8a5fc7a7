package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FaultDisk;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.replica.Partition;
import io.suiro.replica.PartitionFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

class TopicNamesTest {
    private static final String ORDERS = PartitionFixture.ORDERS.topic();
    private static final Uuid DELETED = new Uuid(7, 11);
    private static final Uuid CREATED = new Uuid(7, 12);

    /** Followers and clients come with the new id before this broker has closed the old log. */
    @Test
    void aNameBelongsToADeletedTopicUntilThatIsClosedHere() throws IOException {
        Partition old = new PartitionFixture(new FaultDisk(1), Path.of("/data"), Map.of()).partition;

        assertThat(names(CREATED, old).nameOf(CREATED, 0)).isEqualTo(Outcome.failed(Errors.UNKNOWN_TOPIC_ID));
        assertThat(names(CREATED, old).nameOf(CREATED, 1)).isEqualTo(Outcome.ok(ORDERS));
        assertThat(names(DELETED, old).nameOf(DELETED, 0)).isEqualTo(Outcome.ok(ORDERS));
        assertThat(names(CREATED, old).nameOf(DELETED, 0)).isEqualTo(Outcome.failed(Errors.UNKNOWN_TOPIC_ID));
    }

    private static TopicNames names(Uuid inImage, Partition here) {
        PartitionImage partition = new PartitionImage(1, List.of(1), List.of(1), 0, 0);
        MetadataImage image =
                MetadataImage.EMPTY.with(new TopicImage(ORDERS, inImage, TreePVector.singleton(partition)));
        return new TopicNames(() -> image, wanted -> wanted.equals(PartitionFixture.ORDERS) ? here : null);
    }
}
