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
    /** Followed by the name of one of Kafka's broker settings. */
    static final String SETTINGS = PREFIX + "set.";

    static final String DEFAULT_HOST = "127.0.0.1";

    private static final Set<String> KEYS = new TreeSet<>(Set.of(ENABLED, DATA, HOST, PORT));

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
        return options.with(settings)
                .listening(
                        config.getOptionalValue(HOST, String.class).orElse(DEFAULT_HOST),
                        config.getOptionalValue(PORT, Integer.class).orElse(0));
    }

    private static Map<String, String> settings(Config config) {
        Map<String, String> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(SETTINGS)) {
                settings.put(unquoted(name.substring(SETTINGS.length())), config.getValue(name, String.class));
            } else if (name.startsWith(PREFIX) && !KEYS.contains(name)) {
                throw new IllegalArgumentException(name + "=" + config.getValue(name, String.class)
                        + ": there is no such key" + NearestName.hint(name, KEYS));
            }
        }
        return settings;
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") && name.endsWith("\"") && name.length() > 1
                ? name.substring(1, name.length() - 1)
                : name;
    }
}
