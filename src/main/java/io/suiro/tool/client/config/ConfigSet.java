package io.suiro.tool.client.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./suiro config set}. */
@Command(
        name = "set",
        description = {"Sets settings, under Kafka's names: all that are named, or none if one is refused.", ""},
        footer = {
            "",
            "Examples:",
            "  ./suiro config set --topic orders retention.ms=86400000 cleanup.policy=compact,delete",
            "  ./suiro config set --all-brokers log.cleaner.threads=2 --dry-run",
            "  ./suiro config set --group readers consumer.session.timeout.ms=60000"
        },
        mixinStandardHelpOptions = true)
final class ConfigSet extends ConfigChange {
    @Parameters(paramLabel = "KEY=VALUE", arity = "1..*", description = "What to set; lists have commas.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> settings;

    @Override
    Collection<AlterConfigOp> changes() {
        List<AlterConfigOp> changes = new ArrayList<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw wrong("'" + setting + "' is not KEY=VALUE");
            }
            changes.add(new AlterConfigOp(
                    new ConfigEntry(setting.substring(0, equals), setting.substring(equals + 1)),
                    AlterConfigOp.OpType.SET));
        }
        return changes;
    }
}
