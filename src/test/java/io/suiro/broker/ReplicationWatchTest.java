package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.broker.ReplicationWatch.Counts;
import io.suiro.broker.ReplicationWatch.Totals;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

/** Seen from broker 1. */
class ReplicationWatchTest {
    private static final List<Integer> ALL = List.of(1, 2, 3);

    private MetadataImage image = MetadataImage.EMPTY;
    private boolean decides = true;
    private final ReplicationWatch watch = new ReplicationWatch(1, Set.of(), () -> image, () -> decides);

    @Test
    void theControllerCountsBrokersAndPartitionsOfAll() {
        image = MetadataImage.EMPTY
                .with(broker(1, false))
                .with(broker(2, true))
                .with(topic(led(1, ALL, 0), led(2, ALL, 0), led(-1, List.of(2), 1)));
        assertThat(watch.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 2, 1, 1, 2));

        decides = false;

        assertThat(watch.counts()).isEqualTo(Counts.NONE);
    }

    @Test
    void changesOfTheIsrAreCountedByTheLeader() {
        change(led(1, ALL, 0), led(1, List.of(1, 2), 0));
        assertThat(watch.totals()).isEqualTo(new Totals(1, 0, 0, 0));
        change(led(1, List.of(1, 2), 0), led(1, ALL, 0));
        assertThat(watch.totals()).isEqualTo(new Totals(1, 1, 0, 0));
        change(led(2, ALL, 0), led(2, List.of(2), 0));
        assertThat(watch.totals()).isEqualTo(new Totals(1, 1, 0, 0));
    }

    @Test
    void electionsAreCountedByTheControllerAndUncleanOnesOnTheirOwn() {
        change(led(2, ALL, 0), led(3, ALL, 1));
        assertThat(watch.totals()).isEqualTo(new Totals(0, 0, 1, 0));
        change(led(-1, List.of(2), 1), led(3, List.of(3), 2));
        assertThat(watch.totals()).isEqualTo(new Totals(0, 0, 2, 1));
        change(led(3, ALL, 2), led(-1, List.of(3), 3));
        decides = false;
        change(led(2, ALL, 0), led(3, ALL, 1));
        assertThat(watch.totals()).isEqualTo(new Totals(0, 0, 2, 1));
    }

    @Test
    void newAndDeletedTopicsAreNoChanges() {
        MetadataImage with = MetadataImage.EMPTY.with(topic(led(1, ALL, 0)));
        watch.changed(MetadataImage.EMPTY, with);
        watch.changed(with, MetadataImage.EMPTY);
        assertThat(watch.totals()).isEqualTo(new Totals(0, 0, 0, 0));
    }

    private void change(PartitionImage before, PartitionImage after) {
        watch.changed(MetadataImage.EMPTY.with(topic(before)), MetadataImage.EMPTY.with(topic(after)));
    }

    private static PartitionImage led(int leader, List<Integer> isr, int leaderEpoch) {
        return new PartitionImage(leader, ALL, isr, leaderEpoch, 0);
    }

    private static TopicImage topic(PartitionImage... partitions) {
        return new TopicImage("orders", new Uuid(1, 1), TreePVector.from(List.of(partitions)));
    }

    private static BrokerImage broker(int id, boolean fenced) {
        Uuid directory = new Uuid(2, id);
        return new BrokerImage(
                id, new Uuid(3, id), directory, directory, "h", 1, "p", 2, null, 10, fenced, false, false, false);
    }
}
