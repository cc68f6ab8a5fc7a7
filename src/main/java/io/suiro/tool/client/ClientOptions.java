package io.suiro.tool.client;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where the cluster is and how to talk to it. The address is that of the option, else of the file, else of the environment
 * variable SUIRO_BOOTSTRAP, else 127.0.0.1:9092.
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

    /**
     * Properties for any of Kafka's clients: those of the file, and shorter timeouts where it has none. Returns once one
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
        Properties file = file();
        file.stringPropertyNames().forEach(name -> properties.put(name, file.getProperty(name)));
        String address = address(file);
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

    private String address(Properties file) {
        if (bootstrap != null) {
            return bootstrap;
        }
        String inFile = file.getProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        return inFile != null
                ? inFile
                : Objects.requireNonNullElse(System.getenv("SUIRO_BOOTSTRAP"), DEFAULT_BOOTSTRAP);
    }

    private Properties file() throws CommandFailed {
        return commandConfig == null ? new Properties() : PropertiesFile.read(commandConfig, "--command-config");
    }
}
