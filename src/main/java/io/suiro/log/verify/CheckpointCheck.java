package io.suiro.log.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.Disk;
import io.suiro.log.CorruptFile;
import io.suiro.log.FileNames;
import io.suiro.log.OffsetCheckpoint;
import io.suiro.log.verify.Finding.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** One of the offset checkpoints of a data directory: read first, then judged by the logs. One thread. */
final class CheckpointCheck {
    private final Disk disk;
    private final Path file;
    private final boolean clean;
    private final Findings findings;
    private final List<String> corrections = new ArrayList<>();
    private final Map<TopicPartition, Long> corrected = new HashMap<>();
    private Map<TopicPartition, Long> stored = Map.of();
    private boolean read;

    CheckpointCheck(Disk disk, Path file, boolean clean, Findings findings) {
        this.disk = disk;
        this.file = file;
        this.clean = clean;
        this.findings = findings;
    }

    /** If it is none, that is a finding. */
    void read() throws IOException {
        try {
            OffsetCheckpoint checkpoint = new OffsetCheckpoint(disk, file);
            stored = checkpoint.read();
            read = checkpoint.wasRead();
        } catch (CorruptFile e) {
            findings.error(file, e.position(), "no version, number of entries, then topic, partition and offset each");
            findings.replace(file, OffsetCheckpoint.content(Map.of()), "emptied");
        }
    }

    /** 0 if the file is missing, or does not tell. */
    long of(TopicPartition partition) {
        return stored.getOrDefault(partition, 0L);
    }

    /** Whether there was a file, and it was one. */
    boolean wasRead() {
        return read;
    }

    /** @param logs every one that is there */
    void judge(Map<TopicPartition, PartitionResult> logs) throws IOException {
        String content = stored.isEmpty() ? "" : new String(disk.readAll(file), UTF_8);
        corrected.putAll(stored);
        Map<String, TopicPartition> byName = new TreeMap<>();
        stored.keySet().forEach(partition -> byName.put(FileNames.directory(partition), partition));
        byName.forEach((name, partition) -> {
            long offset = stored.getOrDefault(partition, 0L);
            long position = content.indexOf("\n" + partition.topic() + " " + partition.partition() + " ") + 1L;
            PartitionResult log = logs.get(partition);
            if (log == null) {
                report(clean ? Severity.ERROR : Severity.WARNING, position, "names " + name + ", which is not there");
                drop(name, partition);
            } else if (offset < 0) {
                report(Severity.ERROR, position, "offset " + offset + " of " + name);
                drop(name, partition);
            } else if (offset > log.endOffset()) {
                judgeBeyond(name, partition, log.endOffset(), position);
            }
        });
        if (!corrections.isEmpty()) {
            findings.replace(file, OffsetCheckpoint.content(corrected), String.join("; ", corrections));
        }
    }

    private void judgeBeyond(String name, TopicPartition partition, long endOffset, long position) {
        long offset = stored.getOrDefault(partition, 0L);
        String what = "offset " + offset + " of " + name + " is above the end of its log, " + endOffset;
        switch (file.getFileName().toString()) {
            case FileNames.RECOVERY_POINTS -> {
                report(Severity.ERROR, position, what + (clean ? "" : ": the disk has lost what was durable"));
                corrected.put(partition, endOffset);
                corrections.add("lowered " + name + " to " + endOffset);
            }
            case FileNames.LOG_STARTS -> {
                if (clean) {
                    report(Severity.ERROR, position, what + ": the next start would empty the log");
                    drop(name, partition);
                } else {
                    report(Severity.WARNING, position, what + ": the next start empties the log, which goes on there");
                }
            }
            default -> {
                report(clean ? Severity.ERROR : Severity.WARNING, position, what);
                drop(name, partition);
            }
        }
    }

    private void drop(String name, TopicPartition partition) {
        corrected.remove(partition);
        corrections.add("dropped " + name);
    }

    private void report(Severity severity, long position, String what) {
        findings.add(severity, file, position, what);
    }
}
