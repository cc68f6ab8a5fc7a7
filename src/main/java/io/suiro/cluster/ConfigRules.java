package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.ConfigChanged;
import io.suiro.config.BrokerSettings;
import io.suiro.config.PerGroupSettings;
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
import java.util.function.Consumer;
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
            case GROUP -> PerGroupSettings.TABLE;
            case CLIENT_METRICS -> throw refused("Client metrics subscriptions are not available.");
            case BROKER_LOGGER -> throw refused("Log levels are not altered through the controller.");
            case UNKNOWN -> throw refused("Unknown resource type " + resource.type());
        };
    }

    /** @throws Refused if there is no such resource */
    static void checkExists(MetadataImage image, ConfigResource resource) {
        if (resource.type() == ConfigResource.Type.TOPIC) {
            checkTopic(image, resource.name());
        } else if (resource.type() == ConfigResource.Type.GROUP) {
            checkGroup(resource.name());
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

    /** A group may be given settings before it exists. */
    private static void checkGroup(String groupId) {
        if (groupId.isEmpty()) {
            throw refused("Default group resources are not allowed.");
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
     * @throws Refused INVALID_CONFIG for a topic or a group; for a broker INVALID_REQUEST, as Kafka's brokers answer, and INVALID_CONFIG
     *     as {@link ClusterMinIsr#check} says, as Kafka's controllers do
     */
    static void checkResult(
            MetadataImage image, ConfigResource resource, Map<String, String> result, DecisionContext context) {
        if (resource.type() == ConfigResource.Type.TOPIC) {
            TopicSettings.check(result).orThrow();
            return;
        }
        if (resource.type() == ConfigResource.Type.GROUP) {
            PerGroupSettings.check(result, context.settings(image)).orThrow();
            return;
        }
        if (BrokerSettings.TABLE.checkAll(result) instanceof Outcome.Failed<Map<String, String>> failed) {
            throw refused(failed.detail());
        }
        ClusterMinIsr.check(resource, image.configs(resource), result);
        checkPerBroker(resource, result);
        TreeSet<String> readOnly = new TreeSet<>(result.keySet());
        readOnly.removeIf(name -> BrokerSettings.TABLE.row(name).change() != Setting.Change.READ_ONLY);
        if (!readOnly.isEmpty()) {
            throw refused("Cannot update these configs dynamically: " + readOnly);
        }
    }

    private static void checkPerBroker(ConfigResource resource, Map<String, String> result) {
        TreeSet<String> perBroker = new TreeSet<>(result.keySet());
        perBroker.removeIf(name -> BrokerSettings.TABLE.row(name).change() != Setting.Change.PER_BROKER);
        if (resource.isDefault() && !perBroker.isEmpty()) {
            throw refused("Cannot update these configs at default cluster level: " + perBroker);
        }
    }

    /** Records that lead to that set of altered settings, sorted by name, and what follows from them. */
    static List<MetadataRecord> changes(
            MetadataImage image, ConfigResource resource, Map<String, String> after, DecisionContext context) {
        Map<String, String> before = image.configs(resource);
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<MetadataRecord> records = new ArrayList<>();
        boolean elections = false;
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                records.add(new ConfigChanged(resource, name, after.get(name)));
                elections |= name.equals(ElectionRules.UNCLEAN) || name.equals(ElectionRules.MIN_INSYNC_REPLICAS);
            }
        }
        if (resource.type() == ConfigResource.Type.BROKER && !resource.isDefault()) {
            records.addAll(cordoning(image, Integer.parseInt(resource.name()), after));
        }
        return elections ? withElections(image, resource, records, context) : records;
    }

    /** A broker whose only data directory is cordoned is cordoned. */
    private static List<MetadataRecord> cordoning(MetadataImage image, int id, Map<String, String> after) {
        BrokerImage broker = BrokerLife.requireRegistered(image, id);
        boolean cordoned = BrokerLife.isCordoned(after);
        return broker.cordoned() == cordoned
                ? List.of()
                : List.of(BrokerLife.changed(broker, broker.fenced(), broker.shuttingDown(), cordoned));
    }

    /** Where unclean elections are allowed now, there is one; and an ISR that is large enough now needs no ELR. */
    private static List<MetadataRecord> withElections(
            MetadataImage image, ConfigResource resource, List<MetadataRecord> records, DecisionContext context) {
        PartitionSweep sweep = new PartitionSweep(image, records, context);
        Consumer<PartitionDraft> change = draft -> {
            if (!draft.hasLeader()) {
                draft.elect();
            }
        };
        boolean one = resource.type() == ConfigResource.Type.TOPIC;
        return (one ? sweep.topic(image.topic(resource.name()), any -> true, change) : sweep.all(any -> true, change))
                .records();
    }

    static Refused refused(String detail) {
        return new Refused(Errors.INVALID_REQUEST, detail);
    }
}
