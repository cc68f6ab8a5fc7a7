package io.suiro.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of settings.
 *
 * @param name Kafka's
 * @param defaultValue Kafka's, as text; null if there is none and the setting is then unset
 * @param check refuses values that are of the right type but make no sense
 * @param brokerDefault of a setting of a topic or a group: the broker setting that its default comes from, null if none does
 * @param fallbacks of a broker setting: what stands in, in this order, while it is unset
 * @param change whether a broker setting may be changed while the broker runs; those of topics and groups always may
 * @param unsupported why any other value than the default is refused; null if the setting works
 */
public record Setting(
        String name,
        ConfigDef.Type type,
        @Nullable String defaultValue,
        ConfigDef.Validator check,
        String documentation,
        @Nullable String brokerDefault,
        List<Fallback> fallbacks,
        Change change,
        @Nullable String unsupported) {

    /** How a broker setting is changed at run time; the words are Kafka's update modes. */
    public enum Change {
        READ_ONLY,
        /** For one broker only, and not at the start. */
        PER_BROKER,
        CLUSTER_WIDE
    }

    /**
     * A setting of the same meaning in a coarser unit.
     *
     * @param factor from its unit to the unit of the setting it stands in for; negative values mean "no limit" and stay
     */
    public record Fallback(String name, long factor) {
        String convert(String value) {
            if (factor == 1) {
                return value;
            }
            long number = Long.parseLong(value);
            return Long.toString(number < 0 ? -1 : Math.multiplyExact(number, factor));
        }
    }

    public Setting {
        fallbacks = List.copyOf(fallbacks);
    }

    /** Of the value of a setting that is a list, trimmed, without empty ones. */
    public static List<String> items(String list) {
        return Limits.items(list);
    }

    static Setting topic(
            String name, ConfigDef.Type type, @Nullable String defaultValue, String documentation, Limits limits) {
        return new Setting(
                name,
                type,
                defaultValue,
                limits.validator(),
                documentation,
                null,
                List.of(),
                Change.CLUSTER_WIDE,
                null);
    }

    /** Of a single group; it is given and inherits as a topic's. */
    static Setting group(
            String name, ConfigDef.Type type, @Nullable String defaultValue, String documentation, Limits limits) {
        return topic(name, type, defaultValue, documentation, limits);
    }

    static Setting broker(
            String name, ConfigDef.Type type, @Nullable String defaultValue, Limits limits, String documentation) {
        return new Setting(
                name, type, defaultValue, limits.validator(), documentation, null, List.of(), Change.READ_ONLY, null);
    }

    Setting from(String brokerSetting) {
        return new Setting(
                name, type, defaultValue, check, documentation, brokerSetting, fallbacks, change, unsupported);
    }

    Setting orElse(Fallback... others) {
        return new Setting(
                name, type, defaultValue, check, documentation, brokerDefault, List.of(others), change, unsupported);
    }

    Setting dynamic() {
        return changed(Change.CLUSTER_WIDE);
    }

    Setting perBroker() {
        return changed(Change.PER_BROKER);
    }

    private Setting changed(Change how) {
        return new Setting(name, type, defaultValue, check, documentation, brokerDefault, fallbacks, how, unsupported);
    }

    Setting onlyDefault(String reason) {
        return new Setting(name, type, defaultValue, check, documentation, brokerDefault, fallbacks, change, reason);
    }

    /**
     * The value in the form in which it is shown and compared: trimmed, numbers and booleans as Java writes them, list
     * items once each.
     *
     * @throws ConfigException in Kafka's words if it is not of the type or not allowed
     */
    public String canonical(String value) {
        Object parsed = ConfigDef.parseType(name, value, type);
        if (type == ConfigDef.Type.LIST && parsed instanceof List<?> items) {
            parsed = items.stream().distinct().toList();
        }
        check.ensureValid(name, parsed);
        String text = ConfigDef.convertToString(parsed, type);
        if (unsupported != null && !text.equals(defaultValue)) {
            throw new ConfigException(name, value, unsupported);
        }
        return text;
    }

    /** What values are allowed, for the reference page; empty if the type says it all. */
    public String allowed() {
        if (unsupported != null) {
            return "only " + (defaultValue == null ? "unset" : defaultValue);
        }
        return check.toString();
    }
}
