package io.suiro.admin;

import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.config.Described;
import io.suiro.config.Setting;
import io.suiro.config.SettingTable;
import io.suiro.error.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * A setting that is set, changed or unset for one resource; of a password {@code hidden} stands for any value.
 *
 * @param from null if it was not set there
 * @param to null if it is not set there any more
 */
public record SettingChange(
        String name, @Nullable String from, @Nullable String to) {

    /** Somewhere, be it in the configuration of the broker. */
    static boolean isSet(Described setting) {
        return setting.source() != ConfigSource.DEFAULT_CONFIG;
    }

    /** Of each setting one. */
    static Map<String, ConfigChange> commands(ConfigsResource.Changes wanted) {
        Map<String, ConfigChange> commands = new HashMap<>();
        or(wanted.set()).forEach((name, value) -> add(commands, "set", name, new ConfigChange.Set(value)));
        if (wanted.delete() != null) {
            wanted.delete().forEach(name -> add(commands, "delete", name, new ConfigChange.Delete()));
        }
        or(wanted.append()).forEach((name, value) -> add(commands, "append", name, new ConfigChange.Append(value)));
        or(wanted.subtract())
                .forEach((name, value) -> add(commands, "subtract", name, new ConfigChange.Subtract(value)));
        if (commands.isEmpty()) {
            throw new RefusedField("set", Errors.INVALID_REQUEST, "Give one of set, delete, append and subtract.");
        }
        return commands;
    }

    private static Map<String, String> or(@Nullable Map<String, String> values) {
        return values == null ? Map.of() : values;
    }

    private static void add(Map<String, ConfigChange> commands, String field, String name, ConfigChange change) {
        if (commands.put(name, change) != null) {
            throw new RefusedField(
                    field + "." + name, Errors.INVALID_REQUEST, field + ": " + name + " is to be changed twice.");
        }
    }

    /** What these commands, which are allowed, make of what was set; in the order of names. */
    static List<SettingChange> of(SettingTable table, Map<String, String> before, Map<String, ConfigChange> commands) {
        List<SettingChange> changes = new ArrayList<>();
        new TreeMap<>(commands).forEach((name, command) -> {
            String from = canonical(table, name, before.get(name));
            String to = canonical(
                    table,
                    name,
                    switch (command) {
                        case ConfigChange.Set(String value) -> value;
                        case ConfigChange.Delete delete -> null;
                        case ConfigChange.Append(String value) -> {
                            List<String> items = items(table, name, from);
                            Setting.items(value).stream()
                                    .filter(item -> !items.contains(item))
                                    .forEach(items::add);
                            yield String.join(",", items);
                        }
                        case ConfigChange.Subtract(String value) -> {
                            List<String> items = items(table, name, from);
                            items.removeAll(Setting.items(value));
                            yield String.join(",", items);
                        }
                    });
            if (!Objects.equals(from, to)) {
                boolean secret = isSecret(table, name);
                changes.add(new SettingChange(name, shown(secret, from), shown(secret, to)));
            }
        });
        return changes;
    }

    private static boolean isSecret(SettingTable table, String name) {
        Setting setting = table.find(name);
        return setting != null && setting.type() == ConfigDef.Type.PASSWORD;
    }

    private static @Nullable String shown(boolean secret, @Nullable String value) {
        return secret && value != null ? "hidden" : value;
    }

    private static List<String> items(SettingTable table, String name, @Nullable String value) {
        Setting setting = table.find(name);
        String list = value == null && setting != null ? setting.defaultValue() : value;
        return new ArrayList<>(list == null ? List.of() : Setting.items(list));
    }

    private static @Nullable String canonical(SettingTable table, String name, @Nullable String value) {
        return value == null
                ? null
                : switch (table.check(name, value)) {
                    case Outcome.Ok<String>(String checked) -> checked;
                    case Outcome.Failed<String> failed -> value;
                };
    }
}
