package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.ConfigChanged;
import io.suiro.config.BrokerSettings;
import io.suiro.config.Setting;
import io.suiro.config.SettingTable;
import io.suiro.config.TopicSettings;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;

/** What both ways to alter settings have in common: which resources can have them, and whether the result is sound. */
final class ConfigRules {
    private ConfigRules() {}

    /** @throws Refused INVALID_REQUEST for a kind of resource that has no settings here */
    static SettingTable table(ConfigResource resource) {
        return switch (resource.type()) {
            case TOPIC -> TopicSettings.TABLE;
            case BROKER -> BrokerSettings.TABLE;
            case GROUP -> throw refused("Settings of a single group are not available.");
            case CLIENT_METRICS -> throw refused("Client metrics subscriptions are not available.");
            case BROKER_LOGGER -> throw refused("Log levels are not altered through the controller.");
            case UNKNOWN -> throw refused("Unknown resource type " + resource.type());
        };
    }

    /** @throws Refused if there is no such resource */
    static void checkExists(MetadataImage image, ConfigResource resource) {
        if (resource.type() == ConfigResource.Type.TOPIC) {
            checkTopic(image, resource.name());
        } else if (!resource.isDefault()) {
            checkBroker(image, resource.name());
        }
    }

    private static void checkTopic(MetadataImage image, String name) {
        if (name.isEmpty()) {
            throw refused("Default topic resources are not allowed.");
        }
        try {
            Topic.validate(name);
        } catch (InvalidTopicException e) {
            throw new Refused(Errors.INVALID_TOPIC_EXCEPTION, e.getMessage());
        }
        if (image.topic(name) == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "The topic '" + name + "' does not exist.");
        }
    }

    private static void checkBroker(MetadataImage image, String name) {
        int id;
        try {
            id = Integer.parseInt(name);
        } catch (NumberFormatException e) {
            throw refused("Unable to parse broker name as a base 10 number.");
        }
        if (id < 0) {
            throw refused("Invalid negative broker ID.");
        }
        if (!image.brokers().containsKey(id)) {
            throw new Refused(Errors.BROKER_ID_NOT_REGISTERED, "No broker with id " + id + " found.");
        }
    }

    /**
     * Checks all that would be altered of the resource afterwards.
     *
     * @throws Refused INVALID_CONFIG for a topic; for a broker INVALID_REQUEST, as Kafka's brokers answer
     */
    static void checkResult(ConfigResource resource, Map<String, String> result) {
        if (resource.type() == ConfigResource.Type.TOPIC) {
            TopicSettings.check(result).orThrow();
            return;
        }
        if (BrokerSettings.TABLE.checkAll(result) instanceof Outcome.Failed<Map<String, String>> failed) {
            throw refused(failed.detail());
        }
        TreeSet<String> readOnly = new TreeSet<>(result.keySet());
        readOnly.removeIf(name -> BrokerSettings.TABLE.row(name).change() != Setting.Change.READ_ONLY);
        if (!readOnly.isEmpty()) {
            throw refused("Cannot update these configs dynamically: " + readOnly);
        }
    }

    /** Records that lead from one set of altered settings to the other, sorted by name. */
    static List<MetadataRecord> changes(
            ConfigResource resource, Map<String, String> before, Map<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<MetadataRecord> records = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                records.add(new ConfigChanged(resource, name, after.get(name)));
            }
        }
        return records;
    }

    static Refused refused(String detail) {
        return new Refused(Errors.INVALID_REQUEST, detail);
    }
}
