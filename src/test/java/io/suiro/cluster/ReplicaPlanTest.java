package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.error.Refused;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

class ReplicaPlanTest {
    private MetadataImage image = MetadataImage.EMPTY;

    @Test
    void aDrainedBrokersPartitionsAreSpreadOverTheOthers() {
        brokers(0, 1, 2, 3);
        topic("a", 12, List.of(0, 1));
        ReplicaPlan plan = new ReplicaPlan(image);
        List<List<Integer>> planned = IntStream.range(0, 12)
                .mapToObj(i -> plan.without(new PartitionImage(0, List.of(0, 1), List.of(0, 1), 0, 0), 0))
                .toList();
        assertThat(planned)
                .allSatisfy(replicas ->
                        assertThat(replicas).doesNotContain(0).hasSize(2).doesNotHaveDuplicates());
        assertThat(planned.stream().filter(replicas -> replicas.getFirst() == 2))
                .hasSize(6);
        assertThat(planned.stream().filter(replicas -> replicas.getFirst() == 3))
                .hasSize(6);
    }

    @Test
    void aRackWithoutAReplicaComesFirst() {
        broker(0, "a", false);
        broker(1, "a", false);
        broker(2, "b", false);
        assertThat(new ReplicaPlan(image).withFactor(new PartitionImage(0, List.of(0), List.of(0), 0, 0), 2))
                .containsExactly(0, 2);
    }

    @Test
    void fewerReplicasAreThoseInSync() {
        brokers(0, 1, 2);
        PartitionImage partition = new PartitionImage(0, List.of(0, 1, 2), List.of(0, 2), 0, 0);
        assertThat(new ReplicaPlan(image).withFactor(partition, 2)).containsExactly(0, 2);
        assertThat(new ReplicaPlan(image).withFactor(partition, 1)).containsExactly(0);
    }

    @Test
    void cordonedBrokersTakeNothingAndTooFewAreARefusal() {
        broker(0, null, false);
        broker(1, null, true);
        PartitionImage partition = new PartitionImage(0, List.of(0), List.of(0), 0, 0);
        ReplicaPlan plan = new ReplicaPlan(image);
        assertThatThrownBy(() -> plan.withFactor(partition, 2)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> plan.without(partition, 0)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> plan.withFactor(partition, 0)).isInstanceOf(Refused.class);
    }

    @Test
    void aReassignmentUnderWayIsTakenAsDone() {
        brokers(0, 1, 2);
        PartitionImage moving =
                new PartitionImage(0, List.of(1, 0), List.of(0), List.of(), -1, List.of(1), List.of(0), 0, 0);
        assertThat(new ReplicaPlan(image).withFactor(moving, 1)).containsExactly(1);
    }

    private void brokers(int... ids) {
        for (int id : ids) {
            broker(id, null, false);
        }
    }

    private void broker(int id, @Nullable String rack, boolean cordoned) {
        Uuid unique = new Uuid(1, id);
        image = image.with(new BrokerImage(
                id, unique, unique, unique, "host", 9092, "host", 9292, rack, 1, false, false, cordoned, false));
    }

    private void topic(String name, int partitions, List<Integer> replicas) {
        PartitionImage partition = new PartitionImage(replicas.getFirst(), replicas, replicas, 0, 0);
        image = image.with(new TopicImage(
                name,
                new Uuid(2, name.hashCode()),
                TreePVector.from(
                        IntStream.range(0, partitions).mapToObj(i -> partition).toList())));
    }
}
