package io.suiro.channel;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application's configuration where the embedded broker's Kafka door is: {@code kafka.bootstrap.servers}, unless somebody says otherwise, so that
 * the Kafka connector and plain clients in the same application find it. Configuration is read before anything is started, so a port of 0 becomes a free one
 * here.
 */
public final class BootstrapServers implements ConfigSourceFactory {
    static final String KEY = "kafka.bootstrap.servers";
    /** Below all that a person configures. */
    private static final int ORDINAL = 50;

    private static final Set<String> NOT_PRODUCTION = Set.of("dev", "test");

    /** Of this application: its class loader's. */
    private static @Nullable Integer freePort;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        boolean isProduction = context.getProfiles().stream().noneMatch(NOT_PRODUCTION::contains);
        String enabled = value(context, EmbeddedSettings.ENABLED, Boolean.toString(!isProduction));
        if (!enabled.equals("true")) {
            return List.of();
        }
        String host = value(context, EmbeddedSettings.HOST, EmbeddedSettings.DEFAULT_HOST);
        int port = Integer.parseInt(value(context, EmbeddedSettings.PORT, "0"));
        return List.of(new Source(host, port));
    }

    private static String value(ConfigSourceContext context, String key, String otherwise) {
        ConfigValue found = context.getValue(key);
        return found == null || found.getValue() == null ? otherwise : found.getValue();
    }

    /** The one that is in {@code kafka.bootstrap.servers}. */
    static synchronized int freePort(String host) {
        Integer port = freePort;
        if (port == null) {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(host))) {
                port = probe.getLocalPort();
                freePort = port;
            } catch (IOException e) {
                throw new UncheckedIOException("no free port on " + host, e);
            }
        }
        return port;
    }

    private record Source(String host, int port) implements ConfigSource {
        @Override
        public Map<String, String> getProperties() {
            return Map.of(KEY, host + ":" + (port == 0 ? freePort(host) : port));
        }

        @Override
        public Set<String> getPropertyNames() {
            return Set.of(KEY);
        }

        @Override
        public @Nullable String getValue(String name) {
            return name.equals(KEY) ? getProperties().get(KEY) : null;
        }

        @Override
        public String getName() {
            return "the embedded Suiro broker";
        }

        @Override
        public int getOrdinal() {
            return ORDINAL;
        }
    }
}
