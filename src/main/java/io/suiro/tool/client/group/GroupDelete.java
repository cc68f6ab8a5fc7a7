package io.suiro.tool.client.group;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.ExistingNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro group delete}. */
@Command(
        name = "delete",
        description = "Deletes groups that have no members, with their offsets.",
        footer = {
            "",
            "Examples:",
            "  ./suiro group delete readers",
            "  ./suiro group delete 'console-consumer-*' --dry-run"
        },
        mixinStandardHelpOptions = true)
final class GroupDelete extends AdminCommand {
    @Parameters(
            paramLabel = "GROUP",
            arity = "1..*",
            description = "Groups; * and ? stand for any characters and for one.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> words;

    @Option(names = "--dry-run", description = "Only say which would be deleted.")
    private boolean dryRun;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        List<String> groups = ExistingNames.groups(admin).named(words);
        if (dryRun) {
            print(groups.stream().map(group -> row(group, false)).toList());
            return 0;
        }
        return printEach(admin.deleteConsumerGroups(groups).deletedGroups(), group -> row(group, true));
    }

    private static Map<String, Object> row(String group, boolean deleted) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("group", group);
        row.put("deleted", deleted);
        return row;
    }
}
