package io.suiro.broker;

import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.config.Described;
import io.suiro.config.EffectiveSettings;
import io.suiro.error.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;

/** Settings of topics and brokers: describe and alter. Any thread. */
public final class Configs {
    private final int brokerId;
    private final Controller controller;
    private final EffectiveSettings settings;

    Configs(int brokerId, Controller controller, EffectiveSettings settings) {
        this.brokerId = brokerId;
        this.controller = controller;
        this.settings = settings;
    }

    /** All settings of the resource, with where each value comes from. */
    public Outcome<List<Described>> describe(ConfigResource resource) {
        return switch (resource.type()) {
            case TOPIC ->
                TopicRules.find(controller.image(), resource.name()).map(topic -> settings.describeTopic(topic.name()));
            case BROKER -> describeBroker(resource.name());
            case BROKER_LOGGER, CLIENT_METRICS, GROUP, UNKNOWN ->
                Outcome.failed(
                        Errors.INVALID_REQUEST,
                        "Configs of " + resource.type() + " resources are not served; TOPIC and BROKER are.");
        };
    }

    /** All settings of a topic that is, or would be, created with these. */
    public List<Described> describeNewTopic(Map<String, String> altered) {
        return settings.describeTopic(altered);
    }

    public CompletionStage<Outcome<Void>> alter(
            ConfigResource resource, Map<String, ConfigChange> changes, boolean validateOnly) {
        return Outcomes.flat(controller.submit(new MetadataCommand.AlterConfigs(resource, changes, validateOnly)));
    }

    public CompletionStage<Outcome<Void>> replace(
            ConfigResource resource, Map<String, String> configs, boolean validateOnly) {
        return Outcomes.flat(controller.submit(new MetadataCommand.ReplaceConfigs(resource, configs, validateOnly)));
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
