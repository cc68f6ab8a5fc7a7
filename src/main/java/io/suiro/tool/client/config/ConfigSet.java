package io.suiro.tool.client.config;

import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.PropertiesFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
            "  ./suiro config set --topic orders retention.ms=86400000 cleanup.policy=compact,delete",
            "  ./suiro config set --topic orders --file orders.properties",
            "  ./suiro config set --all-brokers log.cleaner.threads=2 --dry-run",
            "  ./suiro config set --group readers consumer.session.timeout.ms=60000"
        },
        mixinStandardHelpOptions = true)
final class ConfigSet extends ConfigChange {
    @Parameters(paramLabel = "KEY=VALUE", arity = "0..*", description = "What to set; lists have commas.")
    private List<String> settings = List.of();

    @Option(names = "--file", paramLabel = "FILE", description = "Sets what stands there, KEY=VALUE lines, too.")
    private @Nullable Path file;

    @Override
    Collection<AlterConfigOp> changes() throws CommandFailed {
        Map<String, String> wanted = new TreeMap<>();
        if (file != null) {
            Properties properties = PropertiesFile.read(file, "--file");
            properties.stringPropertyNames().forEach(name -> wanted.put(name, properties.getProperty(name)));
        }
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw wrong("'" + setting + "' is not KEY=VALUE");
            }
            wanted.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        if (wanted.isEmpty()) {
            throw wrong("Missing required parameter: 'KEY=VALUE', or --file");
        }
        List<AlterConfigOp> changes = new ArrayList<>();
        wanted.forEach((name, value) ->
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        return changes;
    }
}
