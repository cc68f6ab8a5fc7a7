package io.suiro.tool.client.topic;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.ExistingNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro topic list}. */
@Command(
        name = "list",
        description = "Lists topics, with their partitions and replicas.",
        footer = {
            "",
            "Examples:",
            "  ./suiro topic list",
            "  ./suiro topic list 'orders-*' --output json",
            "  for topic in $(./suiro topic list --quiet); do ...; done"
        },
        mixinStandardHelpOptions = true)
final class TopicList extends AdminCommand {
    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "These only; * and ? stand for any characters and for one.")
    private List<String> words = List.of("*");

    @Option(names = "--internal", description = "Internal topics too.")
    private boolean internal;

    @Option(
            names = {"-q", "--quiet"},
            description = "Names only, one on a line.")
    private boolean quiet;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        List<String> names = ExistingNames.topics(admin).named(words);
        List<TopicDescription> topics = new ArrayList<>(
                admin.describeTopics(names).allTopicNames().get().values());
        topics.removeIf(topic -> topic.isInternal() && !internal && !words.contains(topic.name()));
        topics.sort(Comparator.comparing(TopicDescription::name));
        if (quiet) {
            print(topics.stream().map(TopicDescription::name).toList());
        } else {
            print(topics.stream().map(TopicList::row).toList());
        }
        return 0;
    }

    private static Map<String, Object> row(TopicDescription topic) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", topic.name());
        row.put("partitions", topic.partitions().size());
        row.put(
                "replicas",
                topic.partitions().stream()
                        .mapToInt(each -> each.replicas().size())
                        .max()
                        .orElse(0));
        row.put("internal", topic.isInternal());
        return row;
    }
}
