package io.suiro.tool.client.config;

import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.ExistingNames;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose settings a command is about: one of these. */
final class ConfigOwner {
    @Option(names = "--topic", paramLabel = "NAME", description = "A topic.")
    private @Nullable String topic;

    @Option(names = "--broker", paramLabel = "ID", description = "One broker.")
    private @Nullable Integer broker;

    @Option(names = "--all-brokers", description = "What holds for every broker that has nothing of its own.")
    private boolean allBrokers;

    @Option(names = "--group", paramLabel = "NAME", description = "A group; it need not exist yet.")
    private @Nullable String group;

    /**
     * In the words of Kafka's protocol.
     *
     * @throws CommandFailed if there is no such topic or broker
     */
    ConfigResource resource(Admin admin) throws CommandFailed, ExecutionException, InterruptedException {
        if (topic != null) {
            ExistingNames.topics(admin).require(topic);
            return new ConfigResource(ConfigResource.Type.TOPIC, topic);
        }
        if (broker != null) {
            SortedSet<Integer> ids = new TreeSet<>();
            for (Node node : admin.describeCluster().nodes().get()) {
                ids.add(node.id());
            }
            if (!ids.contains(broker)) {
                throw new CommandFailed("there is no broker " + broker + "; the cluster has " + ids);
            }
            return new ConfigResource(ConfigResource.Type.BROKER, String.valueOf(broker));
        }
        return group == null || allBrokers
                ? new ConfigResource(ConfigResource.Type.BROKER, "")
                : new ConfigResource(ConfigResource.Type.GROUP, group);
    }
}
