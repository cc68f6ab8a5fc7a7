package io.suiro.broker;

import io.suiro.broker.SimulatedMachine.Life;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import io.suiro.replica.Partition;
import io.suiro.replica.ReplicaContents;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** What must hold over all machines and lives of a {@link ClusterSimulation}, whatever happens. */
final class ClusterOracle {
    private final Map<Long, MetadataImage> images = new HashMap<>();
    private final Map<Life, MetadataImage> seen = new HashMap<>();
    private final Map<Uuid, Long> created = new HashMap<>();
    private final Set<Uuid> deleted = new HashSet<>();
    private final Set<Uuid> unpromised = new HashSet<>();
    private final Map<PartitionKey, Ledger> ledgers = new HashMap<>();
    private MetadataImage latest = MetadataImage.EMPTY;
    private int acknowledged;

    private record PartitionKey(Uuid topicId, int partition) {}

    /** What is known of a partition. */
    private static final class Ledger {
        private final NavigableMap<Long, String> committed = new TreeMap<>();
        private final Map<Integer, Life> leaders = new HashMap<>();
    }

    /** The latest metadata that any broker has had. */
    MetadataImage latest() {
        return latest;
    }

    /** Records, acknowledged by all replicas in sync. */
    int acknowledged() {
        return acknowledged;
    }

    static void require(boolean holds, String broken) {
        if (!holds) {
            throw new AssertionError(broken);
        }
    }

    // ---- metadata

    /** It must be in all metadata from now on. */
    void created(TopicImage topic) {
        created.put(topic.id(), latest.index());
    }

    /** Somebody has asked for that; whether it happens or not, nothing is demanded of it any more. */
    void mayBeDeleted(Uuid topicId) {
        deleted.add(topicId);
        created.remove(topicId);
        mayLose(topicId);
    }

    boolean isDeleted(Uuid topicId) {
        return deleted.contains(topicId);
    }

    /** More was lost than its settings promise to survive. */
    void mayLose(Uuid topicId) {
        unpromised.add(topicId);
        ledgers.forEach((key, ledger) -> {
            if (key.topicId.equals(topicId)) {
                ledger.committed.clear();
            }
        });
    }

    boolean isPromised(Uuid topicId) {
        return !unpromised.contains(topicId);
    }

    /** An image on a broker. */
    @SuppressWarnings("ReferenceEquality")
    private void observeImage(Life life) {
        MetadataImage image = life.core().controller.image();
        MetadataImage before = seen.put(life, image);
        if (image == before || image.index() < 0) {
            return;
        }
        require(
                before == null || before.index() < image.index(),
                "metadata of broker " + life + " goes from index " + (before == null ? -1 : before.index()) + " to "
                        + image.index());
        MetadataImage known = images.putIfAbsent(image.index(), image);
        require(known == null || known.equals(image), "metadata of broker " + life + " differs at " + image.index());
        if (image.index() > latest.index()) {
            latest = image;
        }
        created.forEach((id, since) ->
                require(image.index() < since || image.topic(id) != null, "broker " + life + " has lost topic " + id));
    }

    // ---- records

    void acknowledged(Uuid topicId, int partition, long firstOffset, List<String> values) {
        acknowledged += values.size();
        for (int i = 0; i < values.size(); i++) {
            commit(topicId, partition, firstOffset + i, values.get(i), "acknowledged");
        }
    }

    private void commit(Uuid topicId, int partition, long offset, String value, String how) {
        if (isPromised(topicId)) {
            String before = ledger(topicId, partition).committed.putIfAbsent(offset, value);
            require(
                    before == null || before.equals(value),
                    "offset " + offset + " of " + latestName(topicId) + "-" + partition + " is " + before + " and "
                            + value + ", " + how);
        }
    }

    private String latestName(Uuid topicId) {
        TopicImage topic = latest.topic(topicId);
        return topic == null ? topicId.toString() : topic.name();
    }

    private Ledger ledger(Uuid topicId, int partition) {
        return ledgers.computeIfAbsent(new PartitionKey(topicId, partition), key -> new Ledger());
    }

    /** After each step. */
    void observe(Collection<SimulatedMachine> machines) {
        for (SimulatedMachine machine : machines) {
            Life life = machine.life;
            if (life != null) {
                observeImage(life);
                life.core().partitions.all().forEach(partition -> observe(life, partition));
            }
        }
    }

    private void observe(Life life, Partition partition) {
        long now = partition.highWatermark();
        Long before = life.seenHighWatermarks.put(partition, now);
        Ledger ledger = ledger(partition.topicId(), partition.topicPartition().partition());
        require(
                before == null || before <= now || !isPromised(partition.topicId()),
                "the high watermark of " + partition.topicPartition() + " on broker " + life + " goes from " + before
                        + " to " + now);
        if (partition.isLeader()) {
            Life leader = ledger.leaders.putIfAbsent(partition.leaderEpoch(), life);
            require(
                    leader == null || leader == life,
                    "brokers " + leader + " and " + life + " lead " + partition.topicPartition() + " in epoch "
                            + partition.leaderEpoch());
        }
    }

    /** Reads all logs. */
    void check(Collection<SimulatedMachine> machines, Collection<Integer> exempt) {
        Map<PartitionKey, Map<Integer, NavigableMap<Long, String>>> logs = new HashMap<>();
        for (SimulatedMachine machine : machines) {
            Life life = machine.life;
            if (life == null || exempt.contains(machine.id)) {
                continue;
            }
            for (Partition partition : life.core().partitions.all()) {
                NavigableMap<Long, String> log = isPromised(partition.topicId()) ? read(partition) : null;
                if (log != null) {
                    int number = partition.topicPartition().partition();
                    log.headMap(partition.highWatermark())
                            .forEach((offset, value) -> commit(
                                    partition.topicId(),
                                    number,
                                    offset,
                                    value,
                                    "below the high watermark of broker " + life));
                    logs.computeIfAbsent(new PartitionKey(partition.topicId(), number), key -> new HashMap<>())
                            .put(machine.id, log);
                }
            }
        }
        logs.forEach(this::checkHolders);
    }

    /** Null if its disk has failed, or it is closed. */
    private static @Nullable NavigableMap<Long, String> read(Partition partition) {
        try {
            return partition.onDisk(ReplicaContents::values);
        } catch (Refused e) {
            return null;
        }
    }

    private void checkHolders(PartitionKey key, Map<Integer, NavigableMap<Long, String>> logs) {
        TopicImage topic = latest.topic(key.topicId);
        PartitionImage image = topic == null ? null : topic.partition(key.partition);
        if (topic == null || image == null) {
            return;
        }
        for (int id : Stream.concat(image.isr().stream(), image.elr().stream()).toList()) {
            NavigableMap<Long, String> log = logs.get(id);
            if (log != null) {
                ledger(key.topicId, key.partition)
                        .committed
                        .forEach((offset, value) -> require(
                                value.equals(log.get(offset)),
                                "offset " + offset + " of " + topic.name() + "-" + key.partition + " on broker " + id
                                        + " is " + log.get(offset) + ", not " + value + ": " + image));
            }
        }
    }

    /** Why not all is well yet; empty if it is. */
    List<String> complaints(Collection<SimulatedMachine> machines) {
        List<String> complaints = new ArrayList<>();
        for (SimulatedMachine machine : machines) {
            Life life = machine.life;
            if (life == null || !life.isOpen || !life.isAnnounced) {
                complaints.add("broker " + machine + " does not serve");
            } else if (life.core().controller.image().index() < latest.index()) {
                complaints.add("broker " + machine + " has metadata "
                        + life.core().controller.image().index() + " of " + latest.index());
            }
        }
        latest.brokers().values().stream()
                .filter(broker -> !broker.isActive())
                .forEach(broker -> complaints.add(broker + " is not active"));
        if (complaints.isEmpty()) {
            for (TopicImage topic : latest.topicsByName()) {
                for (int i = 0; i < topic.partitions().size(); i++) {
                    complain(topic, i, machines, complaints);
                }
            }
        }
        return complaints;
    }

    private static void complain(
            TopicImage topic, int number, Collection<SimulatedMachine> machines, List<String> complaints) {
        PartitionImage image = topic.partitions().get(number);
        TopicPartition name = new TopicPartition(topic.name(), number);
        if (image.leader() < 0 || image.isr().size() < image.replicas().size() || image.isReassigning()) {
            complaints.add(name + " " + image);
            return;
        }
        Set<Object> contents = new HashSet<>();
        List<String> ends = new ArrayList<>();
        for (SimulatedMachine machine : machines) {
            if (image.replicas().contains(machine.id)) {
                Partition partition = machine.life().core().partitions.find(name);
                if (partition == null) {
                    complaints.add(name + " is not on broker " + machine);
                    return;
                }
                long end = partition.log().logEndOffset();
                ends.add("broker " + machine + " HW " + partition.highWatermark() + " end " + end);
                contents.add(partition.onDisk(ReplicaContents::batches));
                contents.add(end);
                contents.add(partition.highWatermark());
            }
        }
        // The logs, and one number that is their end and their high watermark.
        if (contents.size() != 2) {
            complaints.add(name + " differs: " + ends);
        }
    }

    /** Values of one producer that acks=all serves are there in order, each once. */
    void checkOrder(Collection<SimulatedMachine> machines) {
        for (TopicImage topic : latest.topicsByName()) {
            for (int i = 0; i < topic.partitions().size() && isPromised(topic.id()); i++) {
                int leader = topic.partitions().get(i).leader();
                for (SimulatedMachine machine : machines) {
                    if (machine.id == leader) {
                        TopicPartition name = new TopicPartition(topic.name(), i);
                        checkOrder(
                                name,
                                Objects.requireNonNull(
                                                machine.life().core().partitions.find(name))
                                        .onDisk(ReplicaContents::values));
                    }
                }
            }
        }
    }

    private static void checkOrder(TopicPartition name, NavigableMap<Long, String> log) {
        Map<String, Long> last = new HashMap<>();
        log.forEach((offset, value) -> {
            String producer = SimulatedProducer.producerOf(value);
            long number = SimulatedProducer.numberOf(value);
            Long before = last.put(producer, number);
            if (SimulatedProducer.isSafe(value)) {
                long due = before == null ? 0 : before + 1;
                require(
                        number == due,
                        "record " + value + " of " + name + " at " + offset + ", where " + due + " is due");
            }
        });
    }

    /** Whether the replica's log reaches beyond everything that matters. */
    boolean holdsAll(Partition replica) {
        NavigableMap<Long, String> committed =
                ledger(replica.topicId(), replica.topicPartition().partition()).committed;
        try {
            return committed.isEmpty() || replica.log().logEndOffset() > committed.lastKey();
        } catch (Refused e) {
            return false;
        }
    }
}
