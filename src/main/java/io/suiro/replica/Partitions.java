package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.base.Lanes;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import io.suiro.log.LogDirectory;
import io.suiro.log.PartitionLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that have a replica on this broker, kept in step with the metadata image: opened when they come, told who leads them,
 * deleted when they go. {@link #start} and {@link #follow} are called by
 * one thread at a time, and return once the logs are open; lookups come from any thread.
 */
public final class Partitions {
    private final int brokerId;
    private final Surroundings surroundings;
    private final LogDirectory directory;
    private final Lanes lanes;
    private final Function<String, PartitionConfig> configOf;
    private final FollowedPartitions followed;
    private final ConcurrentHashMap<TopicPartition, Partition> here = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile int toOpen = -1;
    private volatile MetadataImage known = MetadataImage.EMPTY;

    /** Of a broker without others. */
    public Partitions(Surroundings surroundings, Lanes lanes, Function<String, PartitionConfig> configOf) {
        this(surroundings, lanes, configOf, FollowedPartitions.NONE);
    }

    /**
     * Opens nothing yet.
     *
     * @param configOf a topic's name to its settings, as they stand at the moment of the call
     * @param followed told which partitions are to be fetched from which leader
     */
    public Partitions(
            Surroundings surroundings,
            Lanes lanes,
            Function<String, PartitionConfig> configOf,
            FollowedPartitions followed) {
        this.brokerId = surroundings.replication().brokerId();
        this.surroundings = surroundings;
        this.followed = followed;
        this.directory = surroundings.directory();
        this.lanes = lanes;
        this.configOf = configOf;
    }

    /**
     * Opens everything that the image gives to this broker, and deletes directories of topics that are gone. Nothing is led: what the
     * image says that this broker leads was given to an earlier life of it, which may have known records that are lost.
     */
    public void start(MetadataImage image) throws IOException {
        deleteStrays(image);
        known = image;
        List<Assigned> assigned = image.topics().values().stream()
                .flatMap(this::assigned)
                .map(this::notLed)
                .toList();
        toOpen = assigned.size();
        open(assigned);
        checkInSyncLater();
    }

    private void checkInSyncLater() {
        surroundings.scheduler().schedule(Math.max(1, surroundings.replication().lagTimeMaxMs() / 2), () -> {
            here.values().forEach(partition -> partition.leading().checkInSync());
            checkInSyncLater();
        });
    }

    /** Logs opened so far, of how many; the latter is -1 until it is known. Any thread. */
    public record Progress(int opened, int total) {}

    public Progress progress() {
        return new Progress(opened.get(), toOpen);
    }

    public @Nullable Partition find(TopicPartition topicPartition) {
        return here.get(topicPartition);
    }

    /**
     * The partition, which must be here.
     *
     * @throws Refused NOT_LEADER_OR_FOLLOWER if it is elsewhere, so that clients are told where (KIP-951);
     *     UNKNOWN_TOPIC_OR_PARTITION if it is nowhere
     */
    public Partition get(TopicPartition topicPartition) {
        Partition partition = here.get(topicPartition);
        if (partition == null) {
            TopicImage topic = known.topic(topicPartition.topic());
            throw new Refused(
                    topic != null
                                    && topicPartition.partition()
                                            < topic.partitions().size()
                            ? Errors.NOT_LEADER_OR_FOLLOWER
                            : Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        return partition;
    }

    /** A view of all, in no order. */
    public Collection<Partition> all() {
        return here.values();
    }

    /** Opens what is new, tells the others who leads them, closes and deletes what is gone. */
    @SuppressWarnings("ReferenceEquality") // images share what has not changed, and comparing it would walk it
    public void follow(MetadataImage before, MetadataImage after) {
        if (before.topics() != after.topics()) {
            known = after;
            followTopics(before, after);
        }
        if (before.brokers() != after.brokers()) {
            // A follower that has caught up, and may be in sync from now on, has nothing to fetch.
            here.values().forEach(partition -> partition.leading().checkInSync());
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private void followTopics(MetadataImage before, MetadataImage after) {
        for (TopicImage topic : before.topics().values()) {
            TopicImage now = after.topic(topic.id());
            if (topic != now) {
                assigned(topic)
                        .filter(assigned -> now == null || !isAssigned(now, assigned.topicPartition.partition()))
                        .forEach(this::delete);
            }
        }
        List<Assigned> changed = after.topics().values().stream()
                .filter(topic -> topic != before.topic(topic.id()))
                .flatMap(this::assigned)
                .toList();
        for (Assigned assigned : changed) {
            Partition partition = here.get(assigned.topicPartition);
            if (partition != null && partition.image() != assigned.image) {
                var _ = partition.become(assigned.image);
                tellFollowed(partition, assigned.image);
            }
        }
        open(changed.stream()
                .filter(assigned -> !here.containsKey(assigned.topicPartition))
                .toList());
    }

    private void tellFollowed(Partition partition, PartitionImage image) {
        if (image.leader() == brokerId || image.leader() < 0) {
            followed.leave(partition);
        } else {
            followed.follow(partition, image.leader(), image.leaderEpoch());
        }
    }

    private boolean isAssigned(TopicImage topic, int partition) {
        return partition < topic.partitions().size()
                && topic.partitions().get(partition).replicas().contains(brokerId);
    }

    /** Settings of these topics have changed. */
    public void configure(Collection<TopicImage> topics) {
        for (TopicImage topic : topics) {
            PartitionConfig config = configOf.apply(topic.name());
            assigned(topic).map(assigned -> here.get(assigned.topicPartition)).forEach(partition -> {
                if (partition != null) {
                    partition.configure(config);
                }
            });
        }
    }

    private record Assigned(TopicPartition topicPartition, TopicImage topic, PartitionImage image) {}

    private Assigned notLed(Assigned assigned) {
        PartitionImage image = assigned.image;
        return image.leader() != brokerId
                ? assigned
                : new Assigned(
                        assigned.topicPartition,
                        assigned.topic,
                        new PartitionImage(
                                PartitionImage.NO_LEADER,
                                image.replicas(),
                                image.isr(),
                                image.elr(),
                                image.lastKnownLeader(),
                                image.adding(),
                                image.removing(),
                                image.leaderEpoch(),
                                image.partitionEpoch()));
    }

    private Stream<Assigned> assigned(TopicImage topic) {
        List<Assigned> mine = new ArrayList<>();
        for (int i = 0; i < topic.partitions().size(); i++) {
            PartitionImage partition = topic.partitions().get(i);
            if (partition.replicas().contains(brokerId)) {
                mine.add(new Assigned(new TopicPartition(topic.name(), i), topic, partition));
            }
        }
        return mine.stream();
    }

    /**
     * Each on its own lane, so that a directory that is being deleted under the same name has gone before. New directories
     * are made durable all at once, and only then is anything served from them. One that fails keeps no other from it.
     */
    private void open(List<Assigned> assigned) {
        List<CompletableFuture<Partition>> opening =
                assigned.stream().map(this::open).toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new));
        try {
            lanes.await(all.handle((done, failure) -> failure == null));
            if (directory.isOnline()) {
                directory.forceCreated();
            }
        } catch (IOException e) {
            directory.fail(e);
        }
        for (CompletableFuture<Partition> one : opening) {
            if (!one.isCompletedExceptionally()) {
                Partition partition = one.join();
                here.put(partition.topicPartition(), partition);
                tellFollowed(partition, partition.image());
            }
        }
        if (directory.isOnline()) {
            all.join();
        }
    }

    private CompletableFuture<Partition> open(Assigned assigned) {
        Lane lane = laneOf(assigned.topicPartition);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        Partition partition = openNow(assigned, lane);
                        opened.incrementAndGet();
                        return partition;
                    } catch (IOException e) {
                        directory.fail(e);
                        throw new CompletionException(e);
                    }
                },
                lane);
    }

    private Partition openNow(Assigned assigned, Lane lane) throws IOException {
        PartitionConfig config = configOf.apply(assigned.topic.name());
        PartitionLog log = directory.openLog(assigned.topicPartition, assigned.topic.id(), config.log());
        if (surroundings.durability() == Durability.FSYNC) {
            log.force(); // what a kill has left in the page cache is about to be readable
        }
        if (assigned.image.replicas().size() > 1) {
            log.findUncommittedEnds();
        }
        return new Partition(log, surroundings, lane, assigned.image, config);
    }

    private void delete(Assigned assigned) {
        Partition partition = here.remove(assigned.topicPartition);
        if (partition != null) {
            followed.leave(partition);
            partition.close().thenAccept(log -> {
                try {
                    directory.deleteLog(log);
                } catch (IOException e) {
                    directory.fail(e);
                }
            });
        }
    }

    /**
     * Directories of partitions that the image gives to others, or to nobody. One without a topic id, which a crash leaves while it is
     * being made, goes by its name.
     */
    private void deleteStrays(MetadataImage image) throws IOException {
        for (LogDirectory.Found found : directory.partitions()) {
            boolean named = found.topicId().equals(Uuid.ZERO_UUID);
            TopicImage topic = named ? image.topic(found.topicPartition().topic()) : image.topic(found.topicId());
            if (topic == null || !isAssigned(topic, found.topicPartition().partition())) {
                directory.deleteStray(found);
            }
        }
    }

    private Lane laneOf(TopicPartition topicPartition) {
        return lanes.laneFor(topicPartition.topic().hashCode() + topicPartition.partition());
    }
}
