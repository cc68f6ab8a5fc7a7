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

    private static final Set<String> ALL = Set.of(OFFSETS, TRANSACTIONS);

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
        String prefix = offsets ? "offsets.topic." : "transaction.state.log.";
        Map<String, String> configs = new HashMap<>();
        configs.put("cleanup.policy", "compact");
        configs.put("compression.type", offsets ? "producer" : "uncompressed");
        configs.put("segment.bytes", Integer.toString(settings.intOf(prefix + "segment.bytes")));
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
}
