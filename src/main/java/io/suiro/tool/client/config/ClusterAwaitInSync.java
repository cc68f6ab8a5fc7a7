package io.suiro.tool.client.config;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.ExistingNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./suiro cluster await-in-sync}. */
@Command(
        name = "await-in-sync",
        description = {
            "Waits until all replicas of all partitions are in sync with their leaders, as before the next broker of a"
                    + " rolling restart is stopped. Prints nothing; the exit status is 1 if that takes too long.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ./suiro cluster await-in-sync && kubectl delete pod kafka-1",
            "  ./suiro cluster await-in-sync --bootstrap broker-1:9092 --timeout 60"
        },
        mixinStandardHelpOptions = true)
final class ClusterAwaitInSync extends AdminCommand {
    private static final long INTERVAL_MS = 500;
    private static final int MOST_NAMED = 5;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait. Default: ${DEFAULT-VALUE}.",
            defaultValue = "600")
    private long timeoutSeconds;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        long begunNanos = System.nanoTime();
        List<String> behind = behind(admin);
        while (!behind.isEmpty()) {
            if (System.nanoTime() - begunNanos >= TimeUnit.SECONDS.toNanos(timeoutSeconds)) {
                throw new CommandFailed("not in sync after %d s: %s%s"
                        .formatted(
                                timeoutSeconds,
                                String.join(", ", behind.subList(0, Math.min(MOST_NAMED, behind.size()))),
                                behind.size() > MOST_NAMED
                                        ? " and " + (behind.size() - MOST_NAMED) + " other partitions"
                                        : ""));
            }
            Thread.sleep(INTERVAL_MS);
            behind = behind(admin);
        }
        return 0;
    }

    /** The partitions that a replica is not in sync of. A topic that is deleted meanwhile has none. */
    private static List<String> behind(Admin admin) throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> topics = new TreeMap<>(
                admin.describeTopics(ExistingNames.topics(admin).names()).topicNameValues());
        List<String> behind = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : topics.entrySet()) {
            try {
                for (TopicPartitionInfo partition : topic.getValue().get().partitions()) {
                    if (partition.isr().size() < partition.replicas().size()) {
                        behind.add(topic.getKey() + "-" + partition.partition());
                    }
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return behind;
    }
}
