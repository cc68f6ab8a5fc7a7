package io.suiro.tool.client.group;

import io.suiro.tool.client.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Offsets as {@code kafka-consumer-groups --export} writes them for one group: {@code TOPIC,PARTITION,OFFSET} lines, perhaps in quotes. */
final class OffsetsFile {
    private static final Pattern LINE =
            Pattern.compile("\"?(?<topic>[\\w.-]+)\"?,(?<partition>\\d{1,9}),(?<offset>\\d{1,18})");

    private OffsetsFile() {}

    static String line(TopicPartition partition, long offset) {
        return partition.topic() + "," + partition.partition() + "," + offset;
    }

    /** @throws CommandFailed if it cannot be read, or for a line of another form */
    static Map<TopicPartition, Long> read(Path file) throws CommandFailed {
        Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i).strip());
            if (!line.matches()) {
                throw new CommandFailed("line " + (i + 1) + " of " + file + " is not TOPIC,PARTITION,OFFSET");
            }
            offsets.put(
                    new TopicPartition(line.group("topic"), Integer.parseInt(line.group("partition"))),
                    Long.valueOf(line.group("offset")));
        }
        return offsets;
    }

    private static List<String> lines(Path file) throws CommandFailed {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new CommandFailed(
                    "cannot read " + file + " of --from-file: "
                            + (e instanceof NoSuchFileException ? "there is no such file" : e.toString()),
                    e);
        }
    }
}
