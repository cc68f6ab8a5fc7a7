package io.suiro.tool.client.config;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./suiro config unset}. */
@Command(
        name = "unset",
        description = {"Takes settings back, so that the default holds again.", ""},
        footer = {"", "Example:", "  ./suiro config unset --topic orders retention.ms"},
        mixinStandardHelpOptions = true)
final class ConfigUnset extends ConfigChange {
    @Parameters(paramLabel = "KEY", arity = "1..*", description = "What to take back.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> keys;

    @Override
    Collection<AlterConfigOp> changes() {
        return keys.stream()
                .map(key -> new AlterConfigOp(new ConfigEntry(key, ""), AlterConfigOp.OpType.DELETE))
                .toList();
    }
}
