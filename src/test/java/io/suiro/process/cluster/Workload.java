package io.suiro.process.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;

/**
 * All loads on a cluster, and their judgement: {@link #start}, then whatever happens to the cluster, then, with every broker
 * running again, {@link #finish} and {@link #check}, and with every broker stopped {@link #checkReplicas}.
 */
final class Workload implements AutoCloseable {
    static final String IDEMPOTENT = "idempotent";
    static final String PLAIN = "plain";

    private static final Set<String> TOPICS = Set.of(IDEMPOTENT, PLAIN);
    private static final Map<String, String> TOPIC_SETTINGS = Map.of("min.insync.replicas", "2", "retention.ms", "-1");
    private static final Map<String, Object> PLAIN_SETTINGS =
            Map.of("enable.idempotence", false, "max.in.flight.requests.per.connection", 1);

    private final ClusterUnderTest cluster;
    private final ClusterView view;
    private final Pace pace;
    private final Violations violations;
    private final Waits waits = new Waits();
    private final List<TopicPartition> partitions;
    private final List<ProducerLoad> producers = new ArrayList<>();
    private final GroupLoad group;
    private final PipelineLoad pipeline;
    private final ShareLoad shares;
    private final MetadataLoad metadata;
    private final Map<TopicPartition, Long> ends =
            new TreeMap<>(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    private long stored;
    private long repeated;

    Workload(ClusterUnderTest cluster, ClusterView view, Pace pace, long seed, Violations violations) {
        this.cluster = cluster;
        this.view = view;
        this.pace = pace;
        this.violations = violations;
        List<TopicPartition> idempotent = ClusterView.partitions(IDEMPOTENT, pace.partitions());
        List<TopicPartition> plain = ClusterView.partitions(PLAIN, pace.partitions());
        partitions = Stream.concat(idempotent.stream(), plain.stream()).toList();
        for (int id = 1; id <= pace.idempotentProducers(); id++) {
            producers.add(producer(id, idempotent, Map.of()));
        }
        producers.add(producer(0, plain, PLAIN_SETTINGS));
        group = new GroupLoad(cluster.bootstrap(), List.copyOf(TOPICS), pace.members(), violations);
        pipeline = new PipelineLoad(cluster.bootstrap(), IDEMPOTENT, pace.pipelines(), seed, violations);
        shares = new ShareLoad(cluster.bootstrap(), view.admin(), PLAIN, pace.sharers(), seed, violations);
        metadata = new MetadataLoad(cluster, pace.changesPerSecond(), seed, violations);
    }

    private ProducerLoad producer(int id, List<TopicPartition> targets, Map<String, Object> settings) {
        return new ProducerLoad(id, cluster.bootstrap(), targets, pace, pace.recordsPerSecond(), settings, waits);
    }

    /** Creates the topics; when this returns every partition is written to, the group commits, and all replicas are in sync. */
    void start() throws Exception {
        List<NewTopic> topics = Stream.concat(TOPICS.stream(), Stream.of(PipelineLoad.TARGET))
                .map(topic -> new NewTopic(topic, pace.partitions(), (short) 3).configs(TOPIC_SETTINGS))
                .toList();
        view.admin().createTopics(topics).all().get();
        // A leader that is not known everywhere yet can refuse the first batch of a producer and take the second, which
        // Kafka's client then repeats in vain for the whole of its delivery timeout.
        view.awaitRecovered();
        producers.forEach(ProducerLoad::start);
        group.start();
        pipeline.start();
        shares.start();
        metadata.start();
        waits.awaitWrites(partitions);
        group.offsets().awaitCommits(pace.members());
        view.awaitRecovered();
    }

    List<TopicPartition> partitions() {
        return partitions;
    }

    Set<String> topics() {
        return TOPICS;
    }

    Waits waits() {
        return waits;
    }

    /** Nothing is under way any more when this returns. */
    void finish() throws Exception {
        for (ProducerLoad producer : producers) {
            producer.finish();
        }
        try {
            group.offsets().awaitCommits(pace.members());
        } catch (TimeoutException silent) {
            violations.add(Violation.NOT_RECOVERED, String.valueOf(silent.getMessage()));
        }
        group.finish();
        pipeline.finish();
        shares.finish(pace.partitions());
        metadata.finish();
    }

    /** Reads everything back and compares it with what was promised. */
    void check() throws Exception {
        Map<TopicPartition, PartitionCheck> checks = new HashMap<>();
        for (TopicPartition partition : partitions) {
            List<History> histories = producers.stream()
                    .flatMap(producer -> producer.histories().stream())
                    .filter(history -> history.partition().equals(partition))
                    .toList();
            checks.put(partition, new PartitionCheck(partition, histories, group.read(partition), violations));
        }
        StoredRecords.show(cluster.bootstrap(), checks);
        checks.forEach((partition, check) -> ends.put(partition, check.end()));
        stored = checks.values().stream().mapToLong(PartitionCheck::stored).sum();
        repeated = checks.values().stream().mapToLong(PartitionCheck::repeated).sum();
        long retried = producers.getLast().retried();
        if (repeated > retried) {
            violations.add(
                    Violation.DUPLICATED, repeated + " records repeated, of which " + retried + " were sent again");
        }
        group.offsets()
                .check(
                        new HashSet<>(partitions),
                        view.admin()
                                .listConsumerGroupOffsets(GroupLoad.GROUP)
                                .partitionsToOffsetAndMetadata()
                                .get());
        PipelineLoad.check(view.admin(), cluster.bootstrap(), IDEMPOTENT, pace.partitions(), violations);
        metadata.check(view.admin());
    }

    /** Compares what the brokers have on their disks; after {@link #check}, with every broker stopped. */
    void checkReplicas() throws IOException {
        Map<Integer, Path> brokers = new TreeMap<>();
        cluster.nodes().forEach(node -> brokers.put(node, cluster.data(node)));
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            ReplicaLogs.compare(brokers, end.getKey(), end.getValue(), violations);
        }
    }

    /** What was done and found, by name, for the report. */
    Map<String, Long> totals() {
        Map<String, Long> totals = new LinkedHashMap<>();
        totals.put("records acknowledged", acknowledged());
        totals.put("records that ended in an error (in doubt)", failed());
        totals.put("records stored", stored);
        totals.put("records repeated by the producer that is not idempotent", repeated);
        totals.put("records read by the group", group.records());
        totals.put("offset commits acknowledged", group.offsets().commits());
        totals.put("transactions committed", pipeline.committed());
        totals.put("transactions aborted, or given up after an error", pipeline.aborted());
        totals.put("workers that began anew after an error", pipeline.lives());
        totals.put("records that the share group has accepted", shares.history().accepted());
        totals.put("records that it has rejected", shares.history().rejected());
        totals.put("records of which that is in doubt", shares.history().inDoubt());
        totals.put(
                "records that it has given up after as many deliveries as it allows",
                shares.history().givenUp());
        totals.put("records that it has given back", shares.released());
        totals.put("members of it that began anew after an error", shares.lives());
        totals.put("metadata changes acknowledged", metadata.acknowledged());
        totals.put("metadata changes in doubt", metadata.inDoubt());
        return totals;
    }

    long acknowledged() {
        return producers.stream().mapToLong(ProducerLoad::acknowledged).sum();
    }

    long failed() {
        return producers.stream().mapToLong(ProducerLoad::failed).sum();
    }

    /** The errors of producers, each with how many records had it. */
    Map<String, Long> failures() {
        Map<String, Long> failures = new TreeMap<>();
        producers.forEach(
                producer -> producer.failures().forEach((failure, count) -> failures.merge(failure, count, Long::sum)));
        return failures;
    }

    @Override
    public void close() {
        metadata.close();
        group.close();
        pipeline.close();
        shares.close();
        producers.forEach(ProducerLoad::close);
    }
}
