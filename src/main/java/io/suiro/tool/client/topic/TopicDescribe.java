package io.suiro.tool.client.topic;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.Bounds;
import io.suiro.tool.client.ExistingNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro topic describe}. */
@Command(
        name = "describe",
        description = {
            "Describes topics: for each partition its leader, replicas, in-sync replicas, first offset and the offset"
                    + " after the last; and what is set for the topic itself.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ./suiro topic describe orders",
            "  ./suiro topic describe '*' --under-replicated",
            "  ./suiro topic describe '*' --under-min-isr --at-min-isr --output json",
            "  ./suiro topic describe 'orders-*' --with-overrides",
            "  ./suiro topic describe orders --output json | jq '.[0].partitions[].leader'"
        },
        mixinStandardHelpOptions = true)
final class TopicDescribe extends AdminCommand {
    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "Topics; * and ? stand for any characters and for one.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> words;

    @Option(names = "--under-replicated", description = "Only partitions of which a replica is not in sync.")
    private boolean underReplicated;

    @Option(names = "--unavailable", description = "Only partitions without a leader.")
    private boolean unavailable;

    @Option(
            names = "--under-min-isr",
            description = "Only partitions with fewer in-sync replicas than acks=all needs, or without a leader.")
    private boolean underMinIsr;

    @Option(names = "--at-min-isr", description = "Only partitions with just as many as acks=all needs.")
    private boolean atMinIsr;

    @Option(names = "--with-overrides", description = "Only topics that have settings of their own.")
    private boolean withOverrides;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        List<String> names = ExistingNames.topics(admin).named(words);
        Map<String, TopicDescription> topics =
                admin.describeTopics(names).allTopicNames().get();
        List<TopicPartition> led = new ArrayList<>();
        topics.forEach((name, topic) -> topic.partitions().forEach(each -> {
            if (leader(each) != null) {
                led.add(new TopicPartition(name, each.partition()));
            }
        }));
        Bounds bounds = Bounds.of(admin, led);
        Map<ConfigResource, Config> configs = admin.describeConfigs(
                        names.stream().map(TopicDescribe::resource).toList())
                .all()
                .get();
        List<Map<String, Object>> documents = new ArrayList<>();
        for (String name : names) {
            TopicDescription topic = topics.get(name);
            Config config = configs.get(resource(name));
            if (topic != null && config != null) {
                documents.add(document(topic, config, bounds));
            }
        }
        if (withOverrides) {
            documents.removeIf(document -> document.get("config") instanceof Map<?, ?> set && set.isEmpty());
        }
        if (ofSomePartitions()) {
            print(documents.stream().flatMap(TopicDescribe::partitionsOf).toList());
        } else {
            print(documents);
        }
        return 0;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private Map<String, Object> document(TopicDescription topic, Config config, Bounds bounds) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", topic.name());
        document.put("id", topic.topicId().toString());
        document.put("internal", topic.isInternal());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (TopicPartitionInfo partition : topic.partitions()) {
            if (!ofSomePartitions() || isAskedFor(partition, config)) {
                rows.add(row(new TopicPartition(topic.name(), partition.partition()), partition, bounds));
            }
        }
        document.put("partitions", rows);
        Map<String, String> set = new TreeMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                set.put(entry.name(), entry.value());
            }
        }
        document.put("config", set);
        return document;
    }

    private boolean ofSomePartitions() {
        return underReplicated || unavailable || underMinIsr || atMinIsr;
    }

    private boolean isAskedFor(TopicPartitionInfo partition, Config config) {
        int inSync = partition.isr().size();
        ConfigEntry least = config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        int needed = least == null ? 1 : Integer.parseInt(least.value());
        return (underReplicated && inSync < partition.replicas().size())
                || (unavailable && leader(partition) == null)
                || (underMinIsr && (inSync < needed || leader(partition) == null))
                || (atMinIsr && inSync == needed);
    }

    private static Map<String, Object> row(TopicPartition of, TopicPartitionInfo partition, Bounds bounds) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("topic", of.topic());
        row.put("partition", of.partition());
        row.put("leader", leader(partition));
        row.put("replicas", ids(partition.replicas()));
        row.put("isr", ids(partition.isr()));
        row.put("startOffset", bounds.starts().get(of));
        row.put("endOffset", bounds.ends().get(of));
        return row;
    }

    private static Stream<?> partitionsOf(Map<String, Object> document) {
        return document.get("partitions") instanceof List<?> rows ? rows.stream() : Stream.empty();
    }

    private static @Nullable Integer leader(TopicPartitionInfo partition) {
        Node leader = partition.leader();
        return leader == null || leader.isEmpty() ? null : leader.id();
    }

    private static List<Integer> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).toList();
    }
}
