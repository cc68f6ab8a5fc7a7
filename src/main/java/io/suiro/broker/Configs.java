package io.suiro.broker;

import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.config.BrokerSettings;
import io.suiro.config.Described;
import io.suiro.config.EffectiveSettings;
import io.suiro.error.Outcome;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Settings of topics, groups and brokers: describe and alter. Any thread. */
public final class Configs {
    private final int brokerId;
    private final Controller controller;
    private final EffectiveSettings settings;
    private final Path data;

    /** @param data this broker's data directory */
    Configs(int brokerId, Controller controller, EffectiveSettings settings, Path data) {
        this.brokerId = brokerId;
        this.controller = controller;
        this.settings = settings;
        this.data = data;
    }

    /** All settings of the resource, with where each value comes from. */
    public Outcome<List<Described>> describe(ConfigResource resource) {
        return switch (resource.type()) {
            case TOPIC ->
                TopicRules.find(controller.image(), resource.name()).map(topic -> settings.describeTopic(topic.name()));
            case BROKER -> describeBroker(resource.name());
            case GROUP ->
                resource.name().isEmpty()
                        ? Outcome.failed(Errors.INVALID_REQUEST, "Group name must not be empty")
                        : Outcome.ok(settings.describeGroup(resource.name()));
            case BROKER_LOGGER, CLIENT_METRICS, UNKNOWN ->
                Outcome.failed(
                        Errors.INVALID_REQUEST,
                        "Configs of " + resource.type() + " resources are not served; TOPIC, BROKER and GROUP are.");
        };
    }

    /** All settings of a topic that is, or would be, created with these. */
    public List<Described> describeNewTopic(Map<String, String> altered) {
        return settings.describeTopic(altered);
    }

    public CompletionStage<Outcome<Void>> alter(
            ConfigResource resource, Map<String, ConfigChange> changes, boolean validateOnly) {
        String unknown =
                switch (changes.get(BrokerSettings.CORDONED_LOG_DIRS)) {
                    case ConfigChange.Set(String value) -> unknownDirectory(resource, value);
                    case ConfigChange.Append(String value) -> unknownDirectory(resource, value);
                    case ConfigChange.Subtract subtract -> null;
                    case ConfigChange.Delete delete -> null;
                    case null -> null;
                };
        if (unknown != null) {
            return refused(unknown);
        }
        return Outcomes.flat(controller.submit(new MetadataCommand.AlterConfigs(resource, changes, validateOnly)));
    }

    public CompletionStage<Outcome<Void>> replace(
            ConfigResource resource, Map<String, String> configs, boolean validateOnly) {
        String unknown = unknownDirectory(resource, configs.getOrDefault(BrokerSettings.CORDONED_LOG_DIRS, ""));
        if (unknown != null) {
            return refused(unknown);
        }
        return Outcomes.flat(controller.submit(new MetadataCommand.ReplaceConfigs(resource, configs, validateOnly)));
    }

    /** The first that is not a data directory of the broker, as far as this broker can know; null if there is none. */
    private @Nullable String unknownDirectory(ConfigResource resource, String directories) {
        boolean mine =
                resource.type() == ConfigResource.Type.BROKER && resource.name().equals(Integer.toString(brokerId));
        for (String item : directories.split(",", -1)) {
            String directory = item.trim();
            if (!directory.isEmpty() && !directory.equals("*") && !(mine && isData(directory))) {
                return directory;
            }
        }
        return null;
    }

    private boolean isData(String directory) {
        try {
            return Path.of(directory)
                    .toAbsolutePath()
                    .normalize()
                    .equals(data.toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static CompletionStage<Outcome<Void>> refused(String directory) {
        return CompletableFuture.completedFuture(Outcome.failed(
                Errors.INVALID_REQUEST,
                "All entries in " + BrokerSettings.CORDONED_LOG_DIRS + " must be data directories of the broker that is"
                        + " asked, or *: " + directory));
    }

    private Outcome<List<Described>> describeBroker(String name) {
        if (name.isEmpty()) {
            return Outcome.ok(settings.describeAllBrokers());
        }
        return name.equals(Integer.toString(brokerId))
                ? Outcome.ok(settings.describeBroker())
                : Outcome.failed(
                        Errors.INVALID_REQUEST,
                        "Unexpected broker id, expected " + brokerId + ", but received " + name);
    }
}
