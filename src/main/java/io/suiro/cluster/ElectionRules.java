package io.suiro.cluster;

import io.suiro.config.EffectiveSettings;

/**
 * What an election in one topic goes by besides the partition itself.
 *
 * @param image with the brokers as they are once the change under way has happened
 * @param minInsyncReplicas as the topic has it
 * @param unclean whether a replica that may lack records can lead where no other is left
 */
record ElectionRules(MetadataImage image, int minInsyncReplicas, boolean unclean) {
    static final String MIN_INSYNC_REPLICAS = "min.insync.replicas";
    static final String UNCLEAN = "unclean.leader.election.enable";

    static ElectionRules of(MetadataImage image, String topic, EffectiveSettings settings) {
        return new ElectionRules(
                image,
                Integer.parseInt(settings.topicValue(topic, MIN_INSYNC_REPLICAS)),
                Boolean.parseBoolean(settings.topicValue(topic, UNCLEAN)));
    }

    /** How small an ISR can be for the high watermark to move (KIP-966). */
    int effectiveMinIsr(int replicas) {
        return Math.min(minInsyncReplicas, replicas);
    }

    boolean isActive(int brokerId) {
        BrokerImage broker = image.broker(brokerId);
        return broker != null && broker.isActive();
    }

    boolean isUnfenced(int brokerId) {
        BrokerImage broker = image.broker(brokerId);
        return broker != null && !broker.fenced();
    }
}
