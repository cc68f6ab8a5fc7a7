package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.config.Setting;
import io.suiro.config.SettingTable;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Single settings of a resource (KIP-339): all changes or, if one is refused, none. */
final class DecideAlterConfigs {
    private DecideAlterConfigs() {}

    static Decision<Outcome<Void>> decide(MetadataImage image, AlterConfigs command, DecisionContext context) {
        SettingTable table = ConfigRules.table(command.resource());
        Map<String, String> after = new HashMap<>(image.configs(command.resource()));
        command.changes().forEach((name, change) -> alter(table, after, name, change));
        ConfigRules.checkResult(image, command.resource(), after, context);
        ConfigRules.checkExists(image, command.resource());
        List<MetadataRecord> records =
                command.validateOnly() ? List.of() : ConfigRules.changes(image, command.resource(), after, context);
        return new Decision<>(records, Outcome.done());
    }

    private static void alter(SettingTable table, Map<String, String> values, String name, ConfigChange change) {
        switch (change) {
            case ConfigChange.Set set -> values.put(name, set.value());
            case ConfigChange.Delete delete -> values.remove(name);
            case ConfigChange.Append append -> {
                List<String> items = items(table, values.get(name), name, "APPEND");
                split(append.value()).stream()
                        .filter(item -> !items.contains(item))
                        .forEach(items::add);
                values.put(name, String.join(",", items));
            }
            case ConfigChange.Subtract subtract -> {
                List<String> items = items(table, values.get(name), name, "SUBTRACT");
                items.removeAll(split(subtract.value()));
                values.put(name, String.join(",", items));
            }
        }
    }

    /** What the list holds now; it starts from the default, as in Kafka. */
    private static List<String> items(SettingTable table, @Nullable String value, String name, String verb) {
        Setting setting = table.find(name);
        if (setting == null || setting.type() != ConfigDef.Type.LIST) {
            throw new Refused(
                    Errors.INVALID_CONFIG, "Can't " + verb + " to key " + name + " because its type is not LIST.");
        }
        String current = value == null ? setting.defaultValue() : value;
        return new ArrayList<>(split(current == null ? "" : current));
    }

    private static List<String> split(String list) {
        List<String> items = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.trim());
            }
        }
        return items;
    }
}
