package io.suiro.tool.client.config;

import io.suiro.base.NearestName;
import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.CommandFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.config.ConfigResource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro config get}. */
@Command(
        name = "get",
        description = {"Shows settings, and where each value comes from: without --all and KEY, those that are set.", ""
        },
        footer = {
            "",
            "Examples:",
            "  ./suiro config get --topic orders",
            "  ./suiro config get --topic orders retention.ms segment.bytes",
            "  ./suiro config get --broker 0 --all --output json"
        },
        mixinStandardHelpOptions = true)
final class ConfigGet extends AdminCommand {
    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ConfigOwner owner;

    @Parameters(paramLabel = "KEY", arity = "0..*", description = "These settings only.")
    private List<String> keys = List.of();

    @Option(names = "--all", description = "Also those that are at their default.")
    private boolean all;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        ConfigResource resource = owner.resource(admin);
        SortedMap<String, ConfigEntry> entries = new TreeMap<>();
        Config config = Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource)).values().get(resource))
                .get();
        config.entries().forEach(entry -> entries.put(entry.name(), entry));
        for (String key : keys) {
            if (!entries.containsKey(key)) {
                throw new CommandFailed("there is no setting " + key + NearestName.hint(key, entries.keySet()));
            }
        }
        Collection<ConfigEntry> chosen = new ArrayList<>(entries.values());
        chosen.removeIf(entry -> keys.isEmpty() ? !all && !isSet(entry) : !keys.contains(entry.name()));
        print(chosen.stream().map(ConfigGet::row).toList());
        return 0;
    }

    private static boolean isSet(ConfigEntry entry) {
        return switch (entry.source()) {
            case DEFAULT_CONFIG, UNKNOWN -> false;
            default -> true;
        };
    }

    private static Map<String, Object> row(ConfigEntry entry) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("key", entry.name());
        row.put("value", entry.isSensitive() ? null : entry.value());
        row.put("source", source(entry.source()));
        return row;
    }

    /** {@code DYNAMIC_TOPIC_CONFIG} is dynamic-topic. */
    private static String source(ConfigSource source) {
        return source.name().replace("_CONFIG", "").replace('_', '-').toLowerCase(Locale.ROOT);
    }
}
