package io.suiro.broker;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.replica.Partition;
import io.suiro.replica.PartitionHealth;
import io.suiro.replica.Partitions;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the replicas of this broker are like, and what has become of them since the start; for metrics. Of all partitions it tells while
 * this broker is the controller, as Kafka does, so that sums over brokers are true. Told of metadata on the controller's thread of
 * listeners; asked from any.
 */
public final class ReplicationWatch implements Controller.Listener {
    private final int brokerId;
    private final Collection<Partition> here;
    private final Supplier<MetadataImage> image;
    private final BooleanSupplier decides;
    private final LongAdder isrShrinks = new LongAdder();
    private final LongAdder isrExpands = new LongAdder();
    private final LongAdder elections = new LongAdder();
    private final LongAdder uncleanElections = new LongAdder();

    /** @param decides whether this broker is the controller */
    ReplicationWatch(int brokerId, Partitions partitions, Supplier<MetadataImage> image, BooleanSupplier decides) {
        this(brokerId, partitions.all(), image, decides);
    }

    ReplicationWatch(int brokerId, Collection<Partition> here, Supplier<MetadataImage> image, BooleanSupplier decides) {
        this.brokerId = brokerId;
        this.here = here;
        this.image = image;
        this.decides = decides;
    }

    /**
     * At one moment.
     *
     * @param maxLagRecords of the followers of what is led here, the one that is furthest behind
     * @param registered brokers; this and what follows is 0 unless this broker is the controller
     * @param offline partitions without a leader
     * @param notPreferred partitions that another replica leads than the first, or none
     */
    public record Counts(
            int led,
            int followed,
            int underReplicated,
            int underMinIsr,
            long maxLagRecords,
            int registered,
            int fenced,
            int offline,
            int notPreferred) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Since the start: of partitions that are led here, and of all while this broker was the controller. */
    public record Totals(long isrShrinks, long isrExpands, long elections, long uncleanElections) {}

    public Totals totals() {
        return new Totals(isrShrinks.sum(), isrExpands.sum(), elections.sum(), uncleanElections.sum());
    }

    /** Looks at every partition: for now and then, not for each scrape. */
    public Counts counts() {
        int led = 0;
        int followed = 0;
        int underReplicated = 0;
        int underMinIsr = 0;
        long maxLag = 0;
        for (Partition partition : here) {
            PartitionHealth health = partition.health();
            if (health == null) {
                followed++;
            } else {
                led++;
                underReplicated += health.underReplicated() ? 1 : 0;
                underMinIsr += health.underMinIsr() ? 1 : 0;
                maxLag = Math.max(maxLag, health.lagRecords());
            }
        }
        Counts ours = new Counts(led, followed, underReplicated, underMinIsr, maxLag, 0, 0, 0, 0);
        return decides.getAsBoolean() ? withAll(ours, image.get()) : ours;
    }

    private static Counts withAll(Counts ours, MetadataImage image) {
        int offline = 0;
        int notPreferred = 0;
        for (TopicImage topic : image.topics().values()) {
            for (PartitionImage partition : topic.partitions()) {
                offline += partition.hasLeader() ? 0 : 1;
                notPreferred += partition.leader() == partition.replicas().getFirst() ? 0 : 1;
            }
        }
        return new Counts(
                ours.led,
                ours.followed,
                ours.underReplicated,
                ours.underMinIsr,
                ours.maxLagRecords,
                image.brokers().size(),
                (int) image.brokers().values().stream()
                        .filter(BrokerImage::fenced)
                        .count(),
                offline,
                notPreferred);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // images share what has not changed, and comparing it would walk it
    public void changed(MetadataImage before, MetadataImage after) {
        if (before.topics() == after.topics()) {
            return;
        }
        for (TopicImage topic : after.topics().values()) {
            TopicImage was = before.topic(topic.id());
            for (int i = 0; was != null && was != topic && i < was.partitions().size(); i++) {
                PartitionImage then = was.partition(i);
                PartitionImage now = topic.partition(i);
                if (then != now) {
                    count(Objects.requireNonNull(then), now);
                }
            }
        }
    }

    private void count(PartitionImage then, @Nullable PartitionImage now) {
        if (now == null) {
            return;
        }
        if (now.leader() == brokerId) {
            if (!now.isr().containsAll(then.isr())) {
                isrShrinks.increment();
            }
            if (!then.isr().containsAll(now.isr())) {
                isrExpands.increment();
            }
        }
        if (now.hasLeader() && now.leaderEpoch() > then.leaderEpoch() && decides.getAsBoolean()) {
            elections.increment();
            if (!then.isr().contains(now.leader()) && !then.elr().contains(now.leader())) {
                uncleanElections.increment();
            }
        }
    }
}
