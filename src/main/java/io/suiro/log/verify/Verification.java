package io.suiro.log.verify;

import io.suiro.base.Disk;
import io.suiro.log.CorruptFile;
import io.suiro.log.DirectoryIdentity;
import io.suiro.log.FileNames;
import io.suiro.log.KilledKafka;
import io.suiro.log.verify.Finding.Severity;
import io.suiro.log.verify.LastEnd.Gaps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Checks all files of a data directory that is locked, several partitions at a time, and changes none. Directories of Apache
 * Kafka are judged by the same rules; what only Kafka reads there is passed over.
 */
public final class Verification {
    private static final int THREADS = 2;
    /** Kafka's own log of metadata: no checkpoint speaks of it, and Kafka recovers it at each start. */
    private static final TopicPartition KAFKA_METADATA = new TopicPartition("__cluster_metadata", 0);

    private final Disk disk;
    private final Path root;
    private final @Nullable Expected expected;
    private final Set<TopicPartition> only;
    private final boolean clean;
    private final List<Repair> repairs = new ArrayList<>();
    private Counts counts = Counts.NONE;
    private long errors;
    private long warnings;

    /**
     * Reads nothing yet.
     *
     * @param expected what the metadata says of the directory; null if that is not known
     * @param only to be checked; empty for all and what stands beside them
     */
    public Verification(DataDirectory directory, @Nullable Expected expected, Set<TopicPartition> only) {
        this.disk = directory.disk();
        this.root = directory.root();
        this.expected = expected;
        this.only = Set.copyOf(only);
        this.clean = disk.exists(root.resolve(FileNames.CLEAN_SHUTDOWN));
    }

    /**
     * Reads everything. Once.
     *
     * @param found is told of each finding, in the order of the partitions' names, as soon as their turn has come
     */
    public Report run(Consumer<Finding> found) throws IOException {
        Findings ofRoot = new Findings(root);
        CheckpointCheck recoveryPoints = checkpoint(FileNames.RECOVERY_POINTS, ofRoot);
        CheckpointCheck logStarts = checkpoint(FileNames.LOG_STARTS, ofRoot);
        CheckpointCheck cleaned = checkpoint(FileNames.CLEANER_OFFSETS, ofRoot);
        boolean anywhereCleaned = !recoveryPoints.wasRead() || KilledKafka.isMarked(disk, root);
        TopicCheck topics = new TopicCheck(disk, root, clean, expected);
        Map<TopicPartition, PartitionResult> results = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            Map<TopicPartition, CompletableFuture<PartitionResult>> running = new LinkedHashMap<>();
            for (TopicPartition partition : partitions()) {
                LastEnd lastEnd = partition.equals(KAFKA_METADATA)
                        ? new LastEnd(false, 0, 0, 0, Gaps.NONE)
                        : new LastEnd(
                                clean,
                                recoveryPoints.of(partition),
                                logStarts.of(partition),
                                cleaned.of(partition),
                                gaps(partition, anywhereCleaned));
                running.put(partition, CompletableFuture.supplyAsync(() -> check(partition, lastEnd, topics), threads));
            }
            running.forEach((partition, result) -> {
                results.put(partition, result.join());
                counts = counts.plus(result.join().counts());
                tell(result.join().findings(), found);
            });
        }
        if (only.isEmpty()) {
            checkIdentity(ofRoot);
            for (CheckpointCheck checkpoint : List.of(recoveryPoints, logStarts, cleaned)) {
                checkpoint.judge(results);
            }
            if (expected != null) {
                topics.checkMissing(sorted(expected.partitions().keySet()), results, ofRoot);
            }
            tell(ofRoot, found);
        }
        return new Report(counts, errors, warnings, repairs);
    }

    /** Those that have a directory and are to be checked, by name. */
    public List<TopicPartition> partitions() throws IOException {
        return sorted(disk.list(root).stream()
                .map(name -> name.toString().equals(FileNames.directory(KAFKA_METADATA))
                        ? KAFKA_METADATA
                        : FileNames.topicPartition(name.toString()))
                .filter(Objects::nonNull)
                .filter(partition -> only.isEmpty() || only.contains(partition))
                .toList());
    }

    private static List<TopicPartition> sorted(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition))
                .toList();
    }

    private CheckpointCheck checkpoint(String name, Findings findings) throws IOException {
        CheckpointCheck checkpoint = new CheckpointCheck(disk, root.resolve(name), clean, findings);
        checkpoint.read();
        return checkpoint;
    }

    private Gaps gaps(TopicPartition partition, boolean anywhereCleaned) {
        if (expected == null) {
            return Gaps.UNKNOWN;
        }
        if (!expected.compactedTopics().contains(partition.topic())) {
            return Gaps.NONE;
        }
        return anywhereCleaned ? Gaps.ANYWHERE : Gaps.DURABLE;
    }

    private PartitionResult check(TopicPartition partition, LastEnd lastEnd, TopicCheck topics) {
        Path directory = root.resolve(FileNames.directory(partition));
        Findings findings = new Findings(root);
        try {
            if (!partition.equals(KAFKA_METADATA)) {
                topics.check(partition, findings);
            }
            return new PartitionCheck(disk, directory, lastEnd, findings).run();
        } catch (IOException e) {
            Findings unreadable = new Findings(root);
            findings.found().forEach(unreadable::add);
            unreadable.error(directory, Finding.NOWHERE, "cannot be read: " + e);
            return new PartitionResult(new Counts(1, 0, 0, 0), 0, Long.MAX_VALUE, unreadable);
        }
    }

    private void checkIdentity(Findings findings) throws IOException {
        Path file = root.resolve(FileNames.IDENTITY);
        if (!disk.exists(file)) {
            findings.error(file, Finding.NOWHERE, "is missing: the next start writes it");
            return;
        }
        try {
            String clusterId = DirectoryIdentity.parse(disk.readAll(file)).clusterId();
            if (expected != null && !clusterId.equals(expected.clusterId())) {
                findings.error(
                        file,
                        Finding.NOWHERE,
                        "is of cluster " + clusterId + ", and the metadata of " + expected.clusterId()
                                + ": the broker refuses the directory");
            }
        } catch (CorruptFile e) {
            findings.error(file, e.position(), String.valueOf(e.getMessage()));
        }
    }

    private void tell(Findings findings, Consumer<Finding> found) {
        for (Finding finding : findings.found()) {
            if (finding.severity() == Severity.ERROR) {
                errors++;
            } else {
                warnings++;
            }
            found.accept(finding);
        }
        repairs.addAll(findings.repairs());
    }
}
