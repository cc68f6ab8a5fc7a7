package io.suiro.tool.client.config;

import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.OptionFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro config set}. */
@Command(
        name = "set",
        description = {"Sets settings, under Kafka's names: all that are named, or none if one is refused.", ""},
        footer = {
            "",
            "Examples:",
            "  ./suiro config set --topic orders retention.ms=86400000 segment.ms=3600000",
            "  ./suiro config set --topic orders cleanup.policy=compact,delete --dry-run",
            "  ./suiro config set --topic orders --file orders.properties",
            "  ./suiro config set --all-brokers log.cleaner.threads=2",
            "  ./suiro config set --group readers consumer.session.timeout.ms=60000"
        },
        mixinStandardHelpOptions = true)
final class ConfigSet extends ConfigChange {
    @Parameters(paramLabel = "KEY=VALUE", arity = "0..*", description = "What to set; lists have commas.")
    private List<String> settings = List.of();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "KEY=VALUE lines to set as well; a KEY that is also typed gets the typed value.")
    private @Nullable Path file;

    @Override
    protected void check() {
        if (settings.isEmpty() && file == null) {
            throw wrong("Missing required parameter: 'KEY=VALUE', or --file");
        }
        Set<String> keys = new HashSet<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw wrong("'" + setting + "' is not KEY=VALUE");
            }
            if (!keys.add(setting.substring(0, equals))) {
                throw wrong(setting.substring(0, equals) + " is set twice");
            }
        }
    }

    @Override
    Collection<AlterConfigOp> changes() throws CommandFailed {
        SortedMap<String, String> wanted = file == null ? new TreeMap<>() : new OptionFile("--file", file).properties();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            wanted.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        if (wanted.isEmpty()) {
            throw new CommandFailed(file + " of --file has no line KEY=VALUE");
        }
        List<AlterConfigOp> changes = new ArrayList<>();
        wanted.forEach(
                (key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        return changes;
    }
}
