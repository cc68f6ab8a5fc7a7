package io.suiro.broker;

import io.suiro.cluster.MetadataCommand;
import io.suiro.config.EffectiveSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.internals.Topic;

/** Topics in which the broker keeps its own state. Clients may read them; only coordinators write them. */
public final class InternalTopics {
    public static final String OFFSETS = Topic.GROUP_METADATA_TOPIC_NAME;
    public static final String TRANSACTIONS = Topic.TRANSACTION_STATE_TOPIC_NAME;

    public static final String SHARES = Topic.SHARE_GROUP_STATE_TOPIC_NAME;

    private static final Set<String> ALL = Set.of(OFFSETS, TRANSACTIONS, SHARES);

    private InternalTopics() {}

    public static boolean contains(String topic) {
        return ALL.contains(topic);
    }

    /**
     * As it is first created.
     *
     * @param brokers that can hold replicas, which may be fewer than the settings want
     */
    static MetadataCommand.CreateTopic creation(String topic, EffectiveSettings settings, int brokers) {
        boolean offsets = topic.equals(OFFSETS);
        String prefix = prefix(topic);
        Map<String, String> configs = new HashMap<>();
        configs.put("cleanup.policy", topic.equals(SHARES) ? "delete" : "compact");
        configs.put("compression.type", topic.equals(TRANSACTIONS) ? "uncompressed" : "producer");
        configs.put("segment.bytes", Integer.toString(settings.intOf(prefix + "segment.bytes")));
        if (topic.equals(SHARES)) {
            configs.put("retention.ms", "-1"); // its coordinator deletes what nobody needs any more
        }
        if (!offsets) {
            configs.put("min.insync.replicas", Integer.toString(settings.intOf(prefix + "min.isr")));
        }
        return new MetadataCommand.CreateTopic(
                topic,
                settings.intOf(prefix + "num.partitions"),
                (short) Math.min(settings.intOf(prefix + "replication.factor"), Math.max(1, brokers)),
                Map.of(),
                configs,
                false);
    }

    private static String prefix(String topic) {
        return switch (topic) {
            case OFFSETS -> "offsets.topic.";
            case TRANSACTIONS -> "transaction.state.log.";
            default -> "share.coordinator.state.topic.";
        };
    }
}
