package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.ReplaceConfigs;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.List;

/** All settings of a resource at once: what is not named returns to its default. */
final class DecideReplaceConfigs {
    private DecideReplaceConfigs() {}

    static Decision<Outcome<Void>> decide(MetadataImage image, ReplaceConfigs command) {
        try {
            ConfigRules.table(command.resource());
            ConfigRules.checkResult(command.resource(), command.configs());
            ConfigRules.checkExists(image, command.resource());
            List<MetadataRecord> records = command.validateOnly()
                    ? List.of()
                    : ConfigRules.changes(command.resource(), image.configs(command.resource()), command.configs());
            return new Decision<>(records, Outcome.done());
        } catch (Refused refused) {
            return Decision.refused(refused.code(), refused.detail());
        }
    }
}
