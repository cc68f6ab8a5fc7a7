package io.suiro.tool.client.group;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.Bounds;
import io.suiro.tool.client.ExistingNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./suiro group describe}. */
@Command(
        name = "describe",
        description = {
            "Describes consumer groups, classic ones too: members, committed offsets, and the lag behind the ends of the"
                    + " partitions.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ./suiro group describe readers",
            "  ./suiro group describe readers --output json | jq '.[0].lag'"
        },
        mixinStandardHelpOptions = true)
final class GroupDescribe extends AdminCommand {
    /** By topic, then by number. */
    static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    @Parameters(
            paramLabel = "GROUP",
            arity = "1..*",
            description = "Groups; * and ? stand for any characters and for one.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> words;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (String group : ExistingNames.groups(admin).named(words)) {
            documents.add(document(admin, describe(admin, group)));
        }
        print(documents);
        return 0;
    }

    static ConsumerGroupDescription describe(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(admin.describeConsumerGroups(List.of(group))
                        .describedGroups()
                        .get(group))
                .get();
    }

    private static Map<String, Object> document(Admin admin, ConsumerGroupDescription group)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, MemberDescription> owners = new TreeMap<>(BY_NAME);
        for (MemberDescription member : group.members()) {
            member.assignment().topicPartitions().forEach(partition -> owners.put(partition, member));
        }
        Map<TopicPartition, Long> committed = committed(admin, group.groupId());
        Map<TopicPartition, Long> all = new TreeMap<>(BY_NAME);
        all.putAll(committed);
        owners.keySet().forEach(partition -> all.putIfAbsent(partition, -1L));
        Map<TopicPartition, Long> ends = Bounds.of(admin, all.keySet()).ends();
        List<Map<String, Object>> offsets = new ArrayList<>();
        long lag = 0;
        for (TopicPartition partition : all.keySet()) {
            Map<String, Object> row = row(partition, committed.get(partition), ends.get(partition));
            MemberDescription owner = owners.get(partition);
            row.put("member", owner == null ? null : owner.consumerId());
            offsets.add(row);
            lag += row.get("lag") instanceof Long behind ? behind : 0;
        }
        Map<String, Object> document = head(group);
        document.put("lag", lag);
        document.put("members", group.members().stream().map(GroupDescribe::row).toList());
        document.put("offsets", offsets);
        return document;
    }

    /** What the group has committed, without partitions where it has not. */
    static Map<TopicPartition, Long> committed(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> committed = new TreeMap<>(BY_NAME);
        Map<TopicPartition, OffsetAndMetadata> answered = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata(group)
                .get();
        answered.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    private static Map<String, Object> head(ConsumerGroupDescription group) {
        Map<String, Object> head = new LinkedHashMap<>();
        Node coordinator = group.coordinator();
        head.put("group", group.groupId());
        head.put("type", group.type().toString().toLowerCase(Locale.ROOT));
        head.put("state", group.groupState().toString().toLowerCase(Locale.ROOT));
        head.put("assignor", group.partitionAssignor().isEmpty() ? null : group.partitionAssignor());
        head.put("coordinator", coordinator.id());
        return head;
    }

    private static Map<String, Object> row(MemberDescription member) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("member", member.consumerId());
        row.put("instance", member.groupInstanceId().orElse(null));
        row.put("client", member.clientId());
        row.put("host", member.host());
        row.put(
                "partitions",
                member.assignment().topicPartitions().stream()
                        .sorted(BY_NAME)
                        .map(TopicPartition::toString)
                        .toList());
        return row;
    }

    private static Map<String, Object> row(TopicPartition partition, @Nullable Long committed, @Nullable Long end) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("topic", partition.topic());
        row.put("partition", partition.partition());
        row.put("committed", committed);
        row.put("end", end);
        row.put("lag", committed == null || end == null ? null : (Long) Math.max(0, end - committed));
        return row;
    }
}
