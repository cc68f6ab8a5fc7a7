package io.suiro.config;

import io.suiro.error.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a broker was started with.
 *
 * @param brokerId whose per-broker settings apply
 * @param overrides Kafka's names of broker settings to canonical values
 */
public record StaticSettings(int brokerId, Map<String, String> overrides) {

    /** Started with nothing but defaults. */
    public static StaticSettings defaults(int brokerId) {
        return new StaticSettings(brokerId, Map.of());
    }

    /** @throws io.suiro.error.Refused INVALID_CONFIG that names the setting, its value and what is allowed */
    public StaticSettings {
        Map<String, String> canonical = new HashMap<>();
        overrides.forEach((name, value) ->
                canonical.put(name, BrokerSettings.TABLE.check(name, value).orThrow()));
        overrides = Map.copyOf(canonical);
    }

    /** The first complaint about overrides that somebody means to start with, null if there is none. */
    public static @Nullable String complaint(Map<String, String> overrides) {
        if (BrokerSettings.TABLE.checkAll(overrides) instanceof Outcome.Failed<?> failed) {
            return failed.detail();
        }
        return overrides.keySet().stream()
                .filter(name -> BrokerSettings.TABLE.row(name).change() == Setting.Change.PER_BROKER)
                .findFirst()
                .map(name -> name + " is not set at the start, but altered for a broker of the cluster")
                .orElse(null);
    }
}
