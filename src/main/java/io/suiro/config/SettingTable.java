package io.suiro.config;

import io.suiro.base.NearestName;
import io.suiro.error.Outcome;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The settings of one kind of resource, in the order in which they are shown. Immutable. */
public final class SettingTable {
    private final String kind;
    private final SequencedMap<String, Setting> rows = new LinkedHashMap<>();

    SettingTable(String kind, List<Setting> settings) {
        this.kind = kind;
        for (Setting setting : settings) {
            if (rows.put(setting.name(), setting) != null) {
                throw new IllegalArgumentException("two rows for " + setting.name());
            }
        }
    }

    public Collection<Setting> all() {
        return rows.sequencedValues();
    }

    public boolean contains(String name) {
        return rows.containsKey(name);
    }

    public @Nullable Setting find(String name) {
        return rows.get(name);
    }

    /** A row that is known to be there: asking for another is a bug. */
    public Setting row(String name) {
        Setting setting = rows.get(name);
        if (setting == null) {
            throw new IllegalArgumentException(unknown(name));
        }
        return setting;
    }

    /** The value in canonical form; INVALID_CONFIG if the name is unknown or the value is not allowed. */
    public Outcome<String> check(String name, @Nullable String value) {
        Setting setting = rows.get(name);
        if (setting == null) {
            return Outcome.failed(Errors.INVALID_CONFIG, unknown(name));
        }
        if (value == null) {
            return Outcome.failed(Errors.INVALID_CONFIG, "Null value not supported for " + kind + " configs: " + name);
        }
        try {
            return Outcome.ok(setting.canonical(value));
        } catch (ConfigException e) {
            return Outcome.failed(Errors.INVALID_CONFIG, e.getMessage());
        }
    }

    /** The first complaint about any of the entries, or the same entries. */
    public Outcome<Map<String, String>> checkAll(Map<String, String> values) {
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (check(entry.getKey(), entry.getValue()) instanceof Outcome.Failed<String> failed) {
                return new Outcome.Failed<>(failed.code(), failed.detail());
            }
        }
        return Outcome.ok(values);
    }

    /** The values in canonical form; those that are not allowed, and names that no setting has, stay as they are. */
    public SortedMap<String, String> canonical(Map<String, String> values) {
        SortedMap<String, String> canonical = new TreeMap<>();
        values.forEach((name, value) -> canonical.put(
                name,
                switch (check(name, value)) {
                    case Outcome.Ok<String>(String checked) -> checked;
                    case Outcome.Failed<String> failed -> value;
                }));
        return canonical;
    }

    String unknown(String name) {
        return "Unknown " + kind + " config name: " + name + NearestName.hint(name, rows.keySet());
    }
}
