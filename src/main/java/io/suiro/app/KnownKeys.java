package io.suiro.app;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.suiro.base.NearestName;
import io.suiro.config.WrongConfiguration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Refuses {@code suiro.*} keys that nobody reads, whichever source they come from: a misspelled key must not pass for a
 * default. In the environment a key stands in capitals, with every other character as an underscore.
 */
final class KnownKeys {
    private static final String PREFIX = "suiro.";
    private static final String SETTINGS = "suiro.set.";
    private static final String ENVIRONMENT_PREFIX = "SUIRO_";
    private static final String ENVIRONMENT_SETTINGS = "SUIRO_SET_";
    private static final Pattern PROFILE = Pattern.compile("^%[^.]+\\.");

    /** Variables that are not the broker's: of commands and tools beside it, and those that Kubernetes sets for a service "suiro". */
    private static final Pattern NOT_OURS = Pattern.compile("SUIRO_BOOTSTRAP|SUIRO_HOME|SUIRO_REQUIRE_CLIENTS"
            + "|SUIRO_PORT|SUIRO_(.*_)?SERVICE_(HOST|PORT.*)|SUIRO_(.*_)?PORT_\\d+_(TCP|UDP).*");

    private final Set<String> keys;

    KnownKeys() {
        keys = new TreeSet<>(ConfigMappings.getProperties(ConfigClass.configClass(SuiroConfig.class))
                .keySet());
        keys.removeIf(key -> key.startsWith(SETTINGS));
    }

    /**
     * @param environment the variables of the process
     * @throws WrongConfiguration for the first key found that is unknown
     */
    void check(Config config, Map<String, String> environment) {
        for (ConfigSource source : config.getConfigSources()) {
            for (String name : source.getPropertyNames()) {
                String key = PROFILE.matcher(name).replaceFirst("");
                if (key.startsWith(PREFIX) && !isEnvironment(source) && !isKnown(key)) {
                    throw unknown(name, config.getValue(name, String.class), key, Function.identity());
                }
            }
        }
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (name.startsWith(ENVIRONMENT_PREFIX)
                    && !name.startsWith(ENVIRONMENT_SETTINGS)
                    && !NOT_OURS.matcher(name).matches()
                    && keys.stream().noneMatch(key -> variable(key).equals(name))) {
                String asKey = name.toLowerCase(Locale.ROOT).replace('_', '.');
                throw unknown(name, variable.getValue(), asKey, KnownKeys::variable);
            }
        }
    }

    private boolean isKnown(String key) {
        return keys.contains(key) || key.startsWith(SETTINGS);
    }

    private WrongConfiguration unknown(String name, String value, String key, Function<String, String> spelling) {
        String nearest = NearestName.to(key, keys)
                .map(found -> "did you mean " + spelling.apply(found) + "?")
                .orElseGet(() -> "known are " + String.join(", ", keys));
        return new WrongConfiguration(name + "=" + value + ": there is no such key; " + nearest);
    }

    private static boolean isEnvironment(ConfigSource source) {
        return source.getName().startsWith("EnvConfigSource");
    }

    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
