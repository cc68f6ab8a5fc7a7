package io.suiro.tool.client;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where the cluster is and how to talk to it. The address is that of the option, else of the properties, else of the
 * environment variable SUIRO_BOOTSTRAP, else 127.0.0.1:9092.
 */
public final class ClientOptions {
    private static final String DEFAULT_BOOTSTRAP = "127.0.0.1:9092";
    private static final int TIMEOUT_MS = 10_000;

    @Option(
            names = {"--bootstrap", "--bootstrap-server"},
            paramLabel = "HOST:PORT",
            description = "A broker, or several with commas between. Default: $SUIRO_BOOTSTRAP, else "
                    + DEFAULT_BOOTSTRAP + ".")
    private @Nullable String bootstrap;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties of Kafka's clients, as for TLS: NAME=VALUE lines.")
    private @Nullable Path commandConfig;

    @Option(
            names = "--command-property",
            paramLabel = "NAME=VALUE",
            description = "One such property, which holds before that of the file; repeatable.")
    private Map<String, String> commandProperties = Map.of();

    /**
     * Properties for any of Kafka's clients: those that are given, and shorter timeouts where these are not. Returns once one
     * broker has taken a connection.
     *
     * @throws CommandFailed if the file cannot be read or no broker takes a connection
     */
    public Map<String, Object> properties() throws CommandFailed {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, "suiro");
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        Map<String, String> given = given();
        properties.putAll(given);
        String address = address(given);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, address);
        BootstrapCheck.reach(address);
        return properties;
    }

    /** An admin client; errors as {@link #properties}. */
    public Admin admin() throws CommandFailed {
        return admin(properties());
    }

    /** Also for a command that needs another client beside it. */
    public static Admin admin(Map<String, Object> properties) {
        Map<String, Object> withTimeout = new HashMap<>(properties);
        withTimeout.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        return Admin.create(withTimeout);
    }

    private String address(Map<String, String> given) {
        if (bootstrap != null) {
            return bootstrap;
        }
        String among = given.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        return among != null ? among : Objects.requireNonNullElse(System.getenv("SUIRO_BOOTSTRAP"), DEFAULT_BOOTSTRAP);
    }

    private Map<String, String> given() throws CommandFailed {
        Map<String, String> given = new HashMap<>();
        if (commandConfig != null) {
            given.putAll(new OptionFile("--command-config", commandConfig).properties());
        }
        given.putAll(commandProperties);
        return given;
    }
}
