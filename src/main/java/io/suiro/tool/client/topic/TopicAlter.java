package io.suiro.tool.client.topic;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.ExistingNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro topic alter}. */
@Command(
        name = "alter",
        description = {
            "Gives a topic more partitions. Keys go to other partitions from then on. Settings are changed by ./suiro config"
                    + " set.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ./suiro topic alter orders --partitions 12",
            "  ./suiro topic alter orders --partitions 14 --assign 0:1,1:2"
        },
        mixinStandardHelpOptions = true)
final class TopicAlter extends AdminCommand {
    @Parameters(paramLabel = "NAME", description = "The topic.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            required = true,
            description = "How many it is to have, all in all.")
    private int partitions;

    @Option(
            names = "--assign",
            paramLabel = "B:B,...",
            converter = AssignmentConverter.class,
            description = Assignment.FORM + " Only for those that are added. Default: the broker chooses.")
    private @Nullable Assignment assigned;

    @Option(names = "--dry-run", description = "Only say whether it could be done.")
    private boolean dryRun;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        ExistingNames.topics(admin).require(name);
        admin.createPartitions(
                        Map.of(
                                name,
                                NewPartitions.increaseTo(partitions, assigned == null ? null : assigned.partitions())),
                        new CreatePartitionsOptions().validateOnly(dryRun))
                .all()
                .get();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("topic", name);
        row.put("partitions", partitions);
        row.put("altered", !dryRun);
        print(List.of(row));
        return 0;
    }
}
