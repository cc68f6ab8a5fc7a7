package io.suiro.tool.client.topic;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.ExistingNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro topic create}. */
@Command(
        name = "create",
        description = "Creates a topic.",
        footer = {
            "",
            "Examples:",
            "  ./suiro topic create orders --partitions 6",
            "  ./suiro topic create prices --replicas 3 --config cleanup.policy=compact",
            "  ./suiro topic create orders --assign 0:1,1:2,2:0",
            "  ./suiro topic create orders --if-not-exists --dry-run"
        },
        mixinStandardHelpOptions = true)
final class TopicCreate extends AdminCommand {
    @Parameters(paramLabel = "NAME", description = "The topic.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--partitions", paramLabel = "N", description = "Default: the cluster's num.partitions.")
    private @Nullable Integer partitions;

    @Option(
            names = {"--replicas", "--replication-factor"},
            paramLabel = "N",
            description = "Of each partition. Default: the cluster's default.replication.factor.")
    private @Nullable Short replicas;

    @Option(
            names = {"--assign", "--replica-assignment"},
            paramLabel = "B:B,...",
            converter = AssignmentConverter.class,
            description = Assignment.FORM + " Instead of --partitions and --replicas.")
    private @Nullable Assignment assigned;

    @Option(names = "--config", paramLabel = "NAME=VALUE", description = "A setting of the topic; repeatable.")
    private Map<String, String> configs = Map.of();

    @Option(names = "--if-not-exists", description = "All is well, and nothing is done, if it exists.")
    private boolean ifNotExists;

    @Option(names = "--dry-run", description = "Only say whether it could be created, and with what.")
    private boolean dryRun;

    @Override
    protected void check() {
        if (assigned != null && (partitions != null || replicas != null)) {
            throw wrong("--assign says how many partitions and replicas there are:"
                    + " --partitions and --replicas go without it");
        }
    }

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        if (ifNotExists && ExistingNames.topics(admin).names().contains(name)) {
            print(List.of());
            return 0;
        }
        NewTopic topic = (assigned == null
                        ? new NewTopic(name, Optional.ofNullable(partitions), Optional.ofNullable(replicas))
                        : new NewTopic(name, assigned.byPartition()))
                .configs(configs);
        CreateTopicsResult result = admin.createTopics(List.of(topic), new CreateTopicsOptions().validateOnly(dryRun));
        result.all().get();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("topic", name);
        row.put("partitions", result.numPartitions(name).get());
        row.put("replicas", result.replicationFactor(name).get());
        row.put("created", !dryRun);
        print(List.of(row));
        return 0;
    }
}
