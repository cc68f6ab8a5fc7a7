package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.ReplaceConfigs;
import io.suiro.error.Outcome;
import java.util.List;

/** All settings of a resource at once: what is not named returns to its default. */
final class DecideReplaceConfigs {
    private DecideReplaceConfigs() {}

    static Decision<Outcome<Void>> decide(MetadataImage image, ReplaceConfigs command, DecisionContext context) {
        ConfigRules.table(command.resource());
        ConfigRules.checkResult(image, command.resource(), command.configs(), context);
        ConfigRules.checkExists(image, command.resource());
        List<MetadataRecord> records = command.validateOnly()
                ? List.of()
                : ConfigRules.changes(image, command.resource(), command.configs(), context);
        return new Decision<>(records, Outcome.done());
    }
}
