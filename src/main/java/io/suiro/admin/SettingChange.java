package io.suiro.admin;

import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.config.Described;
import io.suiro.config.Setting;
import io.suiro.config.SettingTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * A setting that is set, changed or unset for one resource; of a password {@value #HIDDEN} stands for any value.
 *
 * @param from null if it was not set there
 * @param to null if it is not set there any more
 */
public record SettingChange(
        String name, @Nullable String from, @Nullable String to) {
    private static final String HIDDEN = "hidden";

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

    /**
     * What these commands, which are allowed, make of what was set, in canonical form.
     *
     * @param before in canonical form
     */
    static SortedMap<String, String> apply(
            SettingTable table, SortedMap<String, String> before, Map<String, ConfigChange> commands) {
        Map<String, String> after = new HashMap<>(before);
        commands.forEach((name, command) -> {
            switch (command) {
                case ConfigChange.Set(String value) -> after.put(name, value);
                case ConfigChange.Delete delete -> after.remove(name);
                case ConfigChange.Append(String value) -> {
                    List<String> items = items(table, name, before.get(name));
                    Setting.items(value).stream()
                            .filter(item -> !items.contains(item))
                            .forEach(items::add);
                    after.put(name, String.join(",", items));
                }
                case ConfigChange.Subtract(String value) -> {
                    List<String> items = items(table, name, before.get(name));
                    items.removeAll(Setting.items(value));
                    after.put(name, String.join(",", items));
                }
            }
        });
        return table.canonical(after);
    }

    /** From what was set to what is set, both in canonical form; in the order of names. */
    static List<SettingChange> between(
            SettingTable table, SortedMap<String, String> before, SortedMap<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .map(name -> new SettingChange(
                        name, shown(table, name, before.get(name)), shown(table, name, after.get(name))))
                .toList();
    }

    /** As it may be shown to anybody. */
    static SortedMap<String, String> shown(SettingTable table, SortedMap<String, String> configs) {
        SortedMap<String, String> shown = new TreeMap<>(configs);
        shown.replaceAll((name, value) -> isSecret(table, name) ? HIDDEN : value);
        return shown;
    }

    private static @Nullable String shown(SettingTable table, String name, @Nullable String value) {
        return value != null && isSecret(table, name) ? HIDDEN : value;
    }

    private static boolean isSecret(SettingTable table, String name) {
        Setting setting = table.find(name);
        return setting != null && setting.type() == ConfigDef.Type.PASSWORD;
    }

    private static List<String> items(SettingTable table, String name, @Nullable String value) {
        Setting setting = table.find(name);
        String list = value == null && setting != null ? setting.defaultValue() : value;
        return new ArrayList<>(list == null ? List.of() : Setting.items(list));
    }
}
