package io.suiro.tool.client.group;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.Partitions;
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
        description = "Forgets how far a group has read topics that none of its members reads any more.",
        footer = {
            "",
            "Examples:",
            "  ./suiro group delete-offsets readers --topic orders",
            "  ./suiro group delete-offsets readers --topic orders:0,2 --topic prices --dry-run"
        },
        mixinStandardHelpOptions = true)
final class GroupDeleteOffsets extends AdminCommand {
    @Parameters(paramLabel = "GROUP", description = "The group.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String group;

    @Option(
            names = "--topic",
            paramLabel = "NAME[:N,...]",
            required = true,
            description = "A topic, or partitions of one; repeatable.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> topics;

    @Option(names = "--dry-run", description = "Only say which offsets would be forgotten.")
    private boolean dryRun;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        Map<TopicPartition, Long> committed = GroupDescribe.committed(admin, group);
        Set<TopicPartition> named = new LinkedHashSet<>();
        for (String topic : topics) {
            try {
                named.addAll(Partitions.named(admin, topic));
            } catch (IllegalArgumentException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
        }
        named.retainAll(committed.keySet());
        if (named.isEmpty() || dryRun) {
            print(named.stream()
                    .map(partition -> row(partition, committed, false))
                    .toList());
            return 0;
        }
        DeleteConsumerGroupOffsetsResult deleted = admin.deleteConsumerGroupOffsets(group, named);
        Map<TopicPartition, KafkaFuture<Void>> asked = new LinkedHashMap<>();
        named.forEach(partition -> asked.put(partition, deleted.partitionResult(partition)));
        return printEach(asked, partition -> row(partition, committed, true));
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
