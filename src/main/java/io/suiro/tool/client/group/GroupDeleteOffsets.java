package io.suiro.tool.client.group;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.ExistingNames;
import io.suiro.tool.client.PartitionsConverter;
import io.suiro.tool.client.TypedPartitions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro group delete-offsets}. */
@Command(
        name = "delete-offsets",
        description = {"Forgets how far a group has read topics that none of its members reads any more.", ""},
        footer = {
            "",
            "Examples:",
            "  ./suiro group delete-offsets readers --topic orders --dry-run",
            "  ./suiro group delete-offsets readers --topic orders:0,2 --topic prices"
        },
        mixinStandardHelpOptions = true)
final class GroupDeleteOffsets extends AdminCommand {
    @Parameters(paramLabel = "GROUP", description = "The group.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String group;

    @Option(
            names = "--topic",
            paramLabel = TypedPartitions.FORM,
            required = true,
            converter = PartitionsConverter.class,
            description = "A topic, or partitions of one; repeatable.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<TypedPartitions> topics;

    @Option(names = "--dry-run", description = "Only say which offsets would be forgotten.")
    private boolean dryRun;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        ExistingNames.groups(admin).require(group);
        Map<TopicPartition, Long> committed = GroupDescribe.committed(admin, group);
        Set<TopicPartition> chosen = new LinkedHashSet<>();
        for (TypedPartitions each : topics) {
            chosen.addAll(chosen(each, committed.keySet()));
        }
        if (dryRun) {
            print(chosen.stream()
                    .map(partition -> row(partition, committed, false))
                    .toList());
            return 0;
        }
        DeleteConsumerGroupOffsetsResult deleted = admin.deleteConsumerGroupOffsets(group, chosen);
        Map<TopicPartition, KafkaFuture<Void>> asked = new LinkedHashMap<>();
        chosen.forEach(partition -> asked.put(partition, deleted.partitionResult(partition)));
        return printEach(asked, partition -> row(partition, committed, true));
    }

    private List<TopicPartition> chosen(TypedPartitions typed, Set<TopicPartition> committed) throws CommandFailed {
        List<TopicPartition> chosen = typed.numbers().isEmpty()
                ? committed.stream()
                        .filter(each -> each.topic().equals(typed.topic()))
                        .toList()
                : typed.numbers().stream()
                        .map(number -> new TopicPartition(typed.topic(), number))
                        .toList();
        if (chosen.isEmpty()) {
            throw none(typed.topic());
        }
        for (TopicPartition each : chosen) {
            if (!committed.contains(each)) {
                throw none(each.toString());
            }
        }
        return chosen;
    }

    private CommandFailed none(String where) {
        return new CommandFailed("group " + group + " has no offset of " + where + "; ./suiro group describe " + group
                + " shows those that it has");
    }

    private static Map<String, Object> row(
            TopicPartition partition, Map<TopicPartition, Long> committed, boolean deleted) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("topic", partition.topic());
        row.put("partition", partition.partition());
        row.put("committed", committed.get(partition));
        row.put("deleted", deleted);
        return row;
    }
}
