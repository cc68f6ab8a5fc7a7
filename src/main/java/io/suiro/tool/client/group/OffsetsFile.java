package io.suiro.tool.client.group;

import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.OptionFile;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of one group as {@code kafka-consumer-groups --export} writes them: {@code TOPIC,PARTITION,OFFSET} on each line, the
 * topic perhaps in quotes.
 */
final class OffsetsFile {
    private static final Pattern LINE =
            Pattern.compile("(?<quote>\"?)(?<topic>[\\w.-]+)\\k<quote>,(?<partition>\\d{1,9}),(?<offset>\\d{1,18})");

    private OffsetsFile() {}

    static String line(TopicPartition partition, long offset) {
        return partition.topic() + "," + partition.partition() + "," + offset;
    }

    /**
     * What stands there; empty lines do not count.
     *
     * @throws CommandFailed if it cannot be read, has no offset, two for a partition, or a line of another form
     */
    static SortedMap<TopicPartition, Long> read(OptionFile file) throws CommandFailed {
        SortedMap<TopicPartition, Long> offsets = new TreeMap<>(GroupDescribe.BY_NAME);
        List<String> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty()) {
                Matcher parts = LINE.matcher(line);
                if (!parts.matches()) {
                    throw wrong(file, i, "is not TOPIC,PARTITION,OFFSET as --export prints it for one group");
                }
                TopicPartition partition =
                        new TopicPartition(parts.group("topic"), Integer.parseInt(parts.group("partition")));
                if (offsets.put(partition, Long.valueOf(parts.group("offset"))) != null) {
                    throw wrong(file, i, "is a second one for " + partition);
                }
            }
        }
        if (offsets.isEmpty()) {
            throw new CommandFailed(file.path() + " has no line TOPIC,PARTITION,OFFSET");
        }
        return offsets;
    }

    private static CommandFailed wrong(OptionFile file, int index, String what) {
        return new CommandFailed("line " + (index + 1) + " of " + file.path() + " " + what);
    }
}
