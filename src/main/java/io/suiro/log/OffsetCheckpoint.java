package io.suiro.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * One offset for each partition of a data directory, as Kafka's {@code recovery-point-offset-checkpoint} and
 * {@code log-start-offset-checkpoint}, in text:
 *
 * <pre>
 * 0                  version
 * 2                  number of entries
 * orders 0 1024      topic, partition, offset
 * orders 1 0
 * </pre>
 *
 * Replaced as a whole, and not at all while nothing changes. One thread at a time.
 */
final class OffsetCheckpoint {
    private static final String VERSION = "0";

    private final Disk disk;
    private final Path file;
    private byte[] stored = new byte[0];
    private boolean read;

    OffsetCheckpoint(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /**
     * Empty if there is no file.
     *
     * @throws CorruptFile if it is not what was written
     */
    Map<TopicPartition, Long> read() throws IOException, CorruptFile {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        if (!disk.exists(file)) {
            return offsets;
        }
        stored = disk.readAll(file);
        List<String> lines = new String(stored, UTF_8).lines().toList();
        try {
            if (lines.size() < 2
                    || !lines.getFirst().equals(VERSION)
                    || Integer.parseInt(lines.get(1)) != lines.size() - 2) {
                throw new CorruptFile(file + " does not begin with its version and count");
            }
            for (String line : lines.subList(2, lines.size())) {
                String[] fields = line.split(" ", -1);
                if (fields.length != 3) {
                    throw new CorruptFile(file + " has a line that is no topic, partition and offset: " + line);
                }
                offsets.put(new TopicPartition(fields[0], Integer.parseInt(fields[1])), Long.parseLong(fields[2]));
            }
            read = true;
            return offsets;
        } catch (NumberFormatException e) {
            throw new CorruptFile(file + " has what is no number: " + e.getMessage());
        }
    }

    /** Whether there was a file, and it was what was written. */
    boolean wasRead() {
        return read;
    }

    void write(Map<TopicPartition, Long> offsets) throws IOException {
        Map<String, Long> lines = new TreeMap<>();
        offsets.forEach((partition, offset) -> lines.put(partition.topic() + " " + partition.partition(), offset));
        StringBuilder text =
                new StringBuilder(VERSION).append('\n').append(lines.size()).append('\n');
        lines.forEach(
                (name, offset) -> text.append(name).append(' ').append(offset).append('\n'));
        byte[] content = text.toString().getBytes(UTF_8);
        if (!Arrays.equals(content, stored)) {
            disk.replace(file, content);
            stored = content;
        }
    }
}
