package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.ConfigChanged;
import io.suiro.config.BrokerSettings;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The one {@code min.insync.replicas} by which the controller and all leaders go where a topic has none of its own, whatever each broker
 * was started with. A leader that went by a smaller number than the controller would acknowledge what those eligible to lead after it
 * lack. So it is a setting of all brokers, or the default: a registration that finds none writes down what the controller was started
 * with. Source: KIP-966.
 */
final class ClusterMinIsr {
    private static final ConfigResource ALL_BROKERS = new ConfigResource(ConfigResource.Type.BROKER, "");

    private static final @Nullable String DEFAULT =
            BrokerSettings.TABLE.row(ElectionRules.MIN_INSYNC_REPLICAS).defaultValue();

    private ClusterMinIsr() {}

    /** What it takes to have one number for all; nothing once there is. What an earlier Suiro let in for one broker goes. */
    static List<MetadataRecord> settle(MetadataImage image, DecisionContext context) {
        List<MetadataRecord> records = new ArrayList<>();
        image.configs().entrySet().stream()
                .filter(altered -> isOneBroker(altered.getKey())
                        && altered.getValue().containsKey(ElectionRules.MIN_INSYNC_REPLICAS))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(ConfigResource::name))
                .forEach(broker -> records.add(new ConfigChanged(broker, ElectionRules.MIN_INSYNC_REPLICAS, null)));
        String started = context.statics().overrides().get(ElectionRules.MIN_INSYNC_REPLICAS);
        if (started != null
                && !started.equals(DEFAULT)
                && !image.configs(ALL_BROKERS).containsKey(ElectionRules.MIN_INSYNC_REPLICAS)) {
            records.add(new ConfigChanged(ALL_BROKERS, ElectionRules.MIN_INSYNC_REPLICAS, started));
        }
        return records;
    }

    /** @throws Refused INVALID_CONFIG if one broker would get a number of its own, or all of them lose theirs, as in Kafka */
    static void check(ConfigResource resource, Map<String, String> before, Map<String, String> after) {
        String had = before.get(ElectionRules.MIN_INSYNC_REPLICAS);
        String has = after.get(ElectionRules.MIN_INSYNC_REPLICAS);
        if (isOneBroker(resource) && has != null && !has.equals(had)) {
            throw new Refused(
                    Errors.INVALID_CONFIG,
                    "Broker-level min.insync.replicas cannot be altered: the controller and all leaders must agree "
                            + "on it; alter it for the topic or for all brokers.");
        }
        if (Objects.equals(resource, ALL_BROKERS) && had != null && has == null) {
            throw new Refused(
                    Errors.INVALID_CONFIG,
                    "Cluster-level min.insync.replicas cannot be removed: the controller and all leaders must agree on it; "
                            + "set it to another number.");
        }
    }

    private static boolean isOneBroker(ConfigResource resource) {
        return resource.type() == ConfigResource.Type.BROKER && !resource.isDefault();
    }
}
