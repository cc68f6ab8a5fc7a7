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
public final class OffsetCheckpoint {
    private static final String VERSION = "0";

    private final Disk disk;
    private final Path file;
    private byte[] stored = new byte[0];
    private boolean read;

    public OffsetCheckpoint(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /**
     * Empty if there is no file.
     *
     * @throws CorruptFile if it is not what was written
     */
    public Map<TopicPartition, Long> read() throws IOException, CorruptFile {
        if (!disk.exists(file)) {
            return new HashMap<>();
        }
        stored = disk.readAll(file);
        Map<TopicPartition, Long> offsets =
                parse(new String(stored, UTF_8).lines().toList());
        read = true;
        return offsets;
    }

    private Map<TopicPartition, Long> parse(List<String> lines) throws CorruptFile {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        long position = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean sound =
                    switch (i) {
                        case 0 -> line.equals(VERSION);
                        case 1 -> line.equals(Integer.toString(lines.size() - 2));
                        default -> parseEntry(line, offsets);
                    };
            if (!sound) {
                throw new CorruptFile(
                        position,
                        file + " is to hold version, number of entries, then topic, partition and offset each, not: "
                                + line);
            }
            position += line.getBytes(UTF_8).length + 1L;
        }
        if (lines.size() < 2) {
            throw new CorruptFile(position, file + " ends before its number of entries");
        }
        return offsets;
    }

    private static boolean parseEntry(String line, Map<TopicPartition, Long> offsets) {
        String[] fields = line.split(" ", -1);
        if (fields.length != 3) {
            return false;
        }
        try {
            offsets.put(new TopicPartition(fields[0], Integer.parseInt(fields[1])), Long.parseLong(fields[2]));
            return true;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    /** Whether there was a file, and it was what was written. */
    public boolean wasRead() {
        return read;
    }

    void write(Map<TopicPartition, Long> offsets) throws IOException {
        byte[] content = content(offsets);
        if (!Arrays.equals(content, stored)) {
            disk.replace(file, content);
            stored = content;
        }
    }

    /** The file with these entries, in order. */
    public static byte[] content(Map<TopicPartition, Long> offsets) {
        Map<String, Long> lines = new TreeMap<>();
        offsets.forEach((partition, offset) -> lines.put(partition.topic() + " " + partition.partition(), offset));
        StringBuilder text =
                new StringBuilder(VERSION).append('\n').append(lines.size()).append('\n');
        lines.forEach(
                (name, offset) -> text.append(name).append(' ').append(offset).append('\n'));
        return text.toString().getBytes(UTF_8);
    }
}
