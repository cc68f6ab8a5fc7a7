package io.suiro.tool.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
     * As {@code NAME} or {@code NAME:N,...} names them.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static List<TopicPartition> named(Admin admin, String typed)
            throws CommandFailed, ExecutionException, InterruptedException {
        int colon = typed.indexOf(':');
        List<Integer> numbers = new ArrayList<>();
        if (colon >= 0) {
            for (String number : typed.substring(colon + 1).split(",", -1)) {
                try {
                    numbers.add(Integer.valueOf(number));
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException("--topic " + typed + " is not NAME or NAME:N,...", e);
                }
            }
        }
        return of(admin, colon < 0 ? typed : typed.substring(0, colon), numbers);
    }
}
