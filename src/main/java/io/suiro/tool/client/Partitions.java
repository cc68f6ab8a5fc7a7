package io.suiro.tool.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** The partitions of a topic that a command is about. */
public final class Partitions {
    private Partitions() {}

    /**
     * Those of the topic, or only the chosen ones if there are any.
     *
     * @throws CommandFailed if there is no such topic, or no such partition
     */
    public static List<TopicPartition> of(Admin admin, String topic, Collection<Integer> chosen)
            throws CommandFailed, ExecutionException, InterruptedException {
        ExistingNames.topics(admin).require(topic);
        int count = admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next()
                .partitions()
                .size();
        for (int partition : chosen) {
            if (partition < 0 || partition >= count) {
                throw new CommandFailed("topic " + topic + " has no partition " + partition + "; it has "
                        + (count == 1 ? "0 only" : "0 to " + (count - 1)));
            }
        }
        IntStream all = IntStream.range(0, count);
        return all.filter(each -> chosen.isEmpty() || chosen.contains(each))
                .mapToObj(each -> new TopicPartition(topic, each))
                .toList();
    }

    /**
     * Returns if all of them exist.
     *
     * @throws CommandFailed if one does not
     */
    public static void require(Admin admin, Collection<TopicPartition> partitions)
            throws CommandFailed, ExecutionException, InterruptedException {
        Map<String, List<Integer>> numbers = new LinkedHashMap<>();
        for (TopicPartition each : partitions) {
            numbers.computeIfAbsent(each.topic(), _ -> new ArrayList<>()).add(each.partition());
        }
        for (Map.Entry<String, List<Integer>> each : numbers.entrySet()) {
            of(admin, each.getKey(), each.getValue());
        }
    }
}
