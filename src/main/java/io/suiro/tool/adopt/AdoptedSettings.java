package io.suiro.tool.adopt;

import io.suiro.config.BrokerSettings;
import io.suiro.config.PerGroupSettings;
import io.suiro.config.Setting;
import io.suiro.config.SettingTable;
import io.suiro.config.TopicSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * Dynamic settings: those that mean here what they mean in Kafka are taken over, the others are named. Values are shown only
 * of settings that we know, for others may be secrets.
 *
 * @param taken by resource, Kafka's name to value
 * @param leftOut one line for each setting that is not taken over
 */
record AdoptedSettings(HashPMap<ConfigResource, HashPMap<String, String>> taken, List<String> leftOut) {
    AdoptedSettings {
        leftOut = List.copyOf(leftOut);
    }

    static AdoptedSettings of(Map<ConfigResource, ? extends Map<String, String>> configs, int nodeId) {
        List<String> leftOut = new ArrayList<>();
        Map<ConfigResource, HashPMap<String, String>> taken = new HashMap<>();
        configs.entrySet().stream()
                .sorted(Comparator.comparing(entry -> name(entry.getKey())))
                .forEach(entry -> {
                    HashPMap<String, String> kept = kept(entry.getKey(), entry.getValue(), nodeId, leftOut);
                    if (!kept.isEmpty()) {
                        taken.put(entry.getKey(), kept);
                    }
                });
        return new AdoptedSettings(HashTreePMap.from(taken), leftOut);
    }

    private static HashPMap<String, String> kept(
            ConfigResource resource, Map<String, String> settings, int nodeId, List<String> leftOut) {
        HashPMap<String, String> kept = HashTreePMap.empty();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String complaint = complaint(resource, setting.getKey(), setting.getValue(), nodeId);
            if (complaint == null) {
                kept = kept.plus(setting.getKey(), setting.getValue());
            } else {
                leftOut.add(setting.getKey() + " of " + name(resource) + " is not taken over: " + complaint);
            }
        }
        return kept;
    }

    private static @Nullable String complaint(ConfigResource resource, String name, String value, int nodeId) {
        return switch (resource.type()) {
            case TOPIC -> complaint(TopicSettings.TABLE, name, value);
            case BROKER ->
                resource.isDefault() || resource.name().equals(Integer.toString(nodeId))
                        ? brokerComplaint(name, value)
                        : "it is of another broker";
            case GROUP -> complaint(PerGroupSettings.TABLE, name, value);
            case BROKER_LOGGER, CLIENT_METRICS, UNKNOWN -> "Suiro has no settings of that kind";
        };
    }

    private static @Nullable String brokerComplaint(String name, String value) {
        String complaint = complaint(BrokerSettings.TABLE, name, value);
        if (complaint == null && BrokerSettings.TABLE.row(name).change() == Setting.Change.READ_ONLY) {
            return "here it is set at the start, with ./suiro start --set " + name + "=" + value;
        }
        return complaint;
    }

    private static @Nullable String complaint(SettingTable table, String name, String value) {
        return table.contains(name) ? table.check(name, value).detail() : "Suiro has no such setting";
    }

    /** For people: {@code topic orders}, {@code broker 1}, {@code all brokers}. */
    static String name(ConfigResource resource) {
        return resource.type() == ConfigResource.Type.BROKER && resource.isDefault()
                ? "all brokers"
                : resource.type().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + resource.name();
    }
}
