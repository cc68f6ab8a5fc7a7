package io.suiro.tool.client.group;

import io.suiro.tool.client.AdminCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./suiro group list}. */
@Command(
        name = "list",
        description = "Lists groups of every type.",
        footer = {
            "",
            "Examples:",
            "  ./suiro group list",
            "  ./suiro group list --state stable,empty --type consumer",
            "  ./suiro group list --quiet"
        },
        mixinStandardHelpOptions = true)
final class GroupList extends AdminCommand {
    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description = "Only groups in this state; repeatable.")
    private List<String> states = List.of();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "Only classic, consumer, share or streams groups; repeatable.")
    private List<String> types = List.of();

    @Option(
            names = {"-q", "--quiet"},
            description = "Names only, one on a line.")
    private boolean quiet;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        List<GroupListing> groups = new ArrayList<>(admin.listGroups().all().get());
        groups.sort(Comparator.comparing(GroupListing::groupId));
        List<Map<String, Object>> rows = groups.stream()
                .map(GroupList::row)
                .filter(row -> isAmong(states, row.get("state")) && isAmong(types, row.get("type")))
                .toList();
        print(quiet ? rows.stream().map(row -> row.get("group")).toList() : rows);
        return 0;
    }

    private static boolean isAmong(List<String> asked, @Nullable Object value) {
        return asked.isEmpty() || asked.stream().anyMatch(each -> each.equalsIgnoreCase(String.valueOf(value)));
    }

    private static Map<String, Object> row(GroupListing group) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("group", group.groupId());
        row.put("type", group.type().map(type -> lower(type.toString())).orElse("unknown"));
        row.put("protocol", group.protocol());
        row.put(
                "state",
                group.groupState().map(state -> lower(state.toString())).orElse("unknown"));
        return row;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
