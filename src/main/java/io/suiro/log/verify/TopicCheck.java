package io.suiro.log.verify;

import io.suiro.base.Disk;
import io.suiro.log.FileNames;
import io.suiro.log.PartitionFiles;
import io.suiro.log.verify.Finding.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Whether each partition's directory belongs to the topic of its name, and whether each partition has one. */
final class TopicCheck {
    private final Disk disk;
    private final Path root;
    private final boolean clean;
    private final @Nullable Expected expected;

    /** @param expected null if that is not known */
    TopicCheck(Disk disk, Path root, boolean clean, @Nullable Expected expected) {
        this.disk = disk;
        this.root = root;
        this.clean = clean;
        this.expected = expected;
    }

    /** Any thread. */
    void check(TopicPartition partition, Findings findings) throws IOException {
        Path directory = root.resolve(FileNames.directory(partition));
        Path file = directory.resolve(FileNames.PARTITION_METADATA);
        Uuid found = new PartitionFiles(disk, directory).topicId();
        Uuid known = expected == null ? null : expected.partitions().get(partition);
        if (found == null) {
            String what = disk.exists(file) ? "does not say the id of the topic" : "is missing";
            findings.add(severity(), file, Finding.NOWHERE, what + ": the next start writes it");
            if (known != null) {
                findings.replace(file, PartitionFiles.metadata(known), "written from the metadata");
            }
        } else if (expected != null && !found.equals(known)) {
            findings.add(
                    severity(),
                    file,
                    Finding.NOWHERE,
                    "topic id " + found + ", where the metadata has "
                            + (known == null ? "no such partition" : known)
                            + ": the next start deletes the partition or refuses it");
        }
    }

    /** @param present the partitions that have a directory */
    void checkMissing(Iterable<TopicPartition> wanted, Map<TopicPartition, ?> present, Findings findings) {
        for (TopicPartition partition : wanted) {
            if (!present.containsKey(partition)) {
                findings.add(
                        severity(),
                        root.resolve(FileNames.directory(partition)),
                        Finding.NOWHERE,
                        "the partition is missing: the next start creates it, empty");
            }
        }
    }

    /** A crash interrupts creations and deletions, which the next start completes. */
    private Severity severity() {
        return clean ? Severity.ERROR : Severity.WARNING;
    }
}
