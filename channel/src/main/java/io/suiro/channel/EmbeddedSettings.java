package io.suiro.channel;

import io.suiro.base.NearestName;
import io.suiro.embedded.EmbeddedOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which an application says what its embedded broker is like. By default there is one in development and tests, in a temporary directory, and
 * none in production.
 */
final class EmbeddedSettings {
    static final String PREFIX = "suiro.embedded.";
    static final String ENABLED = PREFIX + "enabled";
    static final String DATA = PREFIX + "data";
    static final String HOST = PREFIX + "host";
    static final String PORT = PREFIX + "port";
    static final String ADVERTISED_HOST = PREFIX + "advertised-host";
    static final String ADVERTISED_PORT = PREFIX + "advertised-port";
    static final String NODE_ID = PREFIX + "node.id";
    /** Followed by the name of one of Kafka's broker settings. */
    static final String SETTINGS = PREFIX + "set.";

    static final String DEFAULT_HOST = "127.0.0.1";

    private static final String ENVIRONMENT = "EnvConfigSource";

    private static final Set<String> KEYS =
            new TreeSet<>(Set.of(ENABLED, DATA, HOST, PORT, ADVERTISED_HOST, ADVERTISED_PORT, NODE_ID));

    static {
        KEYS.addAll(ClusterSettings.KEYS);
    }

    private EmbeddedSettings() {}

    /**
     * What to start; null if nothing is to be started.
     *
     * @param isProduction whether the application runs neither in development nor in a test
     * @throws IllegalArgumentException if a key is unknown or its value is wrong
     */
    static @Nullable EmbeddedOptions of(Config config, boolean isProduction) {
        Map<String, String> settings = settings(config);
        if (!config.getOptionalValue(ENABLED, Boolean.class).orElse(!isProduction)) {
            return null;
        }
        Path data = config.getOptionalValue(DATA, String.class).map(Path::of).orElse(null);
        if (data == null && isProduction) {
            throw new IllegalArgumentException(ENABLED + "=true: in production " + DATA
                    + " must say where records are kept; without it they would go with the process");
        }
        EmbeddedOptions options = data == null ? EmbeddedOptions.TEMPORARY : EmbeddedOptions.on(data);
        KeyedValues values = new KeyedValues(config);
        return options.with(settings)
                .listening(
                        values.text(HOST).orElse(DEFAULT_HOST),
                        values.number(PORT, 0, KeyedValues.MAX_PORT).orElse(0))
                .advertising(
                        values.text(ADVERTISED_HOST).orElse(null),
                        values.number(ADVERTISED_PORT, 1, KeyedValues.MAX_PORT).orElse(null))
                .node(values.number(NODE_ID, 0, Integer.MAX_VALUE).orElse(null))
                .among(ClusterSettings.of(values));
    }

    private static Map<String, String> settings(Config config) {
        Map<String, String> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(SETTINGS)) {
                settings.put(unquoted(name.substring(SETTINGS.length())), config.getValue(name, String.class));
            } else if (name.startsWith(PREFIX) && !KEYS.contains(name) && !isOfEnvironment(config, name)) {
                throw new IllegalArgumentException(name + "=" + config.getValue(name, String.class)
                        + ": there is no such key" + NearestName.hint(name, KEYS));
            }
        }
        return settings;
    }

    /** A variable stands among the names with a dot for each underscore, also where the key has a dash. */
    private static boolean isOfEnvironment(Config config, String name) {
        String source = config.getConfigValue(name).getSourceName();
        return source != null
                && source.startsWith(ENVIRONMENT)
                && KEYS.stream().anyMatch(key -> key.replace('-', '.').equals(name));
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") && name.endsWith("\"") && name.length() > 1
                ? name.substring(1, name.length() - 1)
                : name;
    }
}
