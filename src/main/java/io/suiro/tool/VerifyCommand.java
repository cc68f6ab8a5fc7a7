package io.suiro.tool;

import io.suiro.base.Disk;
import io.suiro.base.FileSystemDisk;
import io.suiro.cluster.MetadataCheck;
import io.suiro.cluster.MetadataDirectory;
import io.suiro.log.CorruptFile;
import io.suiro.log.DirectoryIdentity;
import io.suiro.log.FileNames;
import io.suiro.log.verify.Counts;
import io.suiro.log.verify.DataDirectory;
import io.suiro.log.verify.Expected;
import io.suiro.log.verify.Finding;
import io.suiro.log.verify.Repair;
import io.suiro.log.verify.Report;
import io.suiro.log.verify.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./suiro log verify}: prints a line for each finding, and a summary. */
@Command(
        name = "verify",
        header = "Checks every file of a data directory whose broker is stopped.",
        description = {
            "",
            "Batches and their checksums, indexes, producer snapshots, leader epochs, checkpoints, metadata. Directories of "
                    + "Apache Kafka can be checked too.",
            "",
            "Prints one line for each finding, FILE: at POSITION: WHAT IS WRONG, with files relative to DIR, and a "
                    + "summary. What is marked as a warning needs nothing to be done: the next start mends it, or it does no "
                    + "harm.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 sound (there may be warnings), 1 errors were found and not all repaired, 2 wrong usage, or a "
                    + "directory that cannot be checked: it is none, or a broker runs on it.",
            "",
            "Examples:",
            "  ./suiro log verify ./data",
            "  ./suiro log verify ./data --partition orders-0 --partition orders-1",
            "  ./suiro log verify ./data --repair"
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The data directory.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path directory;

    @Option(
            names = "--repair",
            description =
                    "Make anew what can be made from the log: indexes, producer snapshots, leader epochs; correct "
                            + "checkpoints; cut off a damaged end of the last segment, as the start after a crash does. Damage "
                            + "before the end is never cut. Then verify again.")
    private boolean repair;

    @Option(
            names = "--partition",
            paramLabel = "TOPIC-N",
            description = "Check this partition only; repeatable. What stands beside the partitions is not checked.")
    private List<String> partitions = List.of();

    @Override
    public Integer call() throws IOException {
        Set<TopicPartition> only = only();
        try (DataDirectory locked = lock()) {
            Report report = verify(locked, only);
            if (repair && !report.repairs().isEmpty()) {
                for (Repair each : report.repairs()) {
                    each.apply(locked.disk());
                    out().println(each.line());
                }
                report = verify(locked, only);
            }
            return report.isSound() ? 0 : 1;
        }
    }

    /** What cannot be checked is no damage, and said with another status. */
    private DataDirectory lock() {
        try {
            return DataDirectory.lock(new FileSystemDisk(), directory);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), Tool.reason(e));
        }
    }

    private Set<TopicPartition> only() {
        Set<TopicPartition> only = new HashSet<>();
        for (String name : partitions) {
            TopicPartition partition = FileNames.topicPartition(name);
            if (partition == null) {
                throw new ParameterException(spec.commandLine(), "--partition " + name + " is not TOPIC-N");
            }
            only.add(partition);
        }
        return only;
    }

    private Report verify(DataDirectory locked, Set<TopicPartition> only) throws IOException {
        long begunNanos = System.nanoTime();
        MetadataCheck metadata = metadata(locked);
        List<Finding> ofMetadata = metadata == null || !only.isEmpty() ? List.of() : metadata.findings();
        ofMetadata.forEach(this::print);
        Verification verification = new Verification(locked, expected(metadata, locked), only);
        if (verification.partitions().size() < only.size()) {
            throw new ParameterException(
                    spec.commandLine(), "not in " + directory + ": " + missing(only, verification.partitions()));
        }
        Report report = verification.run(this::print).with(ofMetadata);
        print(report, System.nanoTime() - begunNanos);
        return report;
    }

    private static Set<TopicPartition> missing(Set<TopicPartition> only, List<TopicPartition> found) {
        Set<TopicPartition> missing = new HashSet<>(only);
        found.forEach(missing::remove);
        return missing;
    }

    /** Null in a directory of Kafka. */
    private static @Nullable MetadataCheck metadata(DataDirectory locked) throws IOException {
        Path metadata = locked.root().resolve(MetadataDirectory.NAME);
        boolean clean = locked.disk().exists(locked.root().resolve(FileNames.CLEAN_SHUTDOWN));
        return locked.disk().exists(metadata) ? MetadataCheck.run(locked.disk(), locked.root(), metadata, clean) : null;
    }

    /** Null where metadata or identity cannot be read, which is found elsewhere. */
    private static @Nullable Expected expected(@Nullable MetadataCheck metadata, DataDirectory locked)
            throws IOException {
        Disk disk = locked.disk();
        Path identity = locked.root().resolve(FileNames.IDENTITY);
        if (metadata == null || !disk.exists(identity)) {
            return null;
        }
        try {
            return metadata.expected(
                    DirectoryIdentity.parse(disk.readAll(identity)).nodeId());
        } catch (CorruptFile unreadable) {
            return null;
        }
    }

    private void print(Finding finding) {
        out().println(finding.line());
    }

    private void print(Report report, long tookNanos) {
        Counts counts = report.counts();
        double seconds = Math.max(0.001, (double) tookNanos / TimeUnit.SECONDS.toNanos(1));
        double megabytes = counts.bytes() / 1e6;
        out().printf(
                        Locale.ROOT,
                        "%s: %s, %s; %s, %s, %s, %.1f MB in %.1f s (%.0f MB/s)%n",
                        report.isSound() ? "sound" : "damaged",
                        counted(report.errors(), "error"),
                        counted(report.warnings(), "warning"),
                        counted(counts.partitions(), "partition"),
                        counted(counts.segments(), "segment"),
                        counts.batches() == 1 ? "1 batch" : counts.batches() + " batches",
                        megabytes,
                        seconds,
                        megabytes / seconds);
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
