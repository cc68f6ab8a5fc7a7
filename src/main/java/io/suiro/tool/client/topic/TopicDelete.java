package io.suiro.tool.client.topic;

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

/** {@code ./suiro topic delete}. */
@Command(
        name = "delete",
        description = "Deletes topics with all their records, at once and for good.",
        footer = {
            "",
            "Examples:",
            "  ./suiro topic delete orders",
            "  ./suiro topic delete 'test-*' --dry-run",
            "  ./suiro topic delete orders prices --if-exists"
        },
        mixinStandardHelpOptions = true)
final class TopicDelete extends AdminCommand {
    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "Topics; * and ? stand for any characters and for one, but not in names of internal topics.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> words;

    @Option(names = "--if-exists", description = "All is well if one does not exist.")
    private boolean ifExists;

    @Option(names = "--dry-run", description = "Only say which would be deleted.")
    private boolean dryRun;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        ExistingNames existing = ExistingNames.topics(admin);
        List<String> wanted = ifExists
                ? words.stream()
                        .filter(word -> word.contains("*")
                                || word.contains("?")
                                || existing.names().contains(word))
                        .toList()
                : words;
        List<String> names = existing.named(wanted).stream()
                .filter(name -> words.contains(name) || !name.startsWith("__"))
                .toList();
        if (dryRun) {
            print(names.stream().map(name -> row(name, false)).toList());
            return 0;
        }
        return printEach(admin.deleteTopics(names).topicNameValues(), name -> row(name, true));
    }

    private static Map<String, Object> row(String name, boolean deleted) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("topic", name);
        row.put("deleted", deleted);
        return row;
    }
}
