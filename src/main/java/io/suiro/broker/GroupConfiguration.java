package io.suiro.broker;

import io.suiro.config.EffectiveSettings;
import io.suiro.coordinator.group.GroupSettings;
import io.suiro.coordinator.group.consumer.ConsumerGroupSettings;
import java.util.function.Function;

/** The settings of groups: as they are when the broker starts, and what is altered for one of them at any time. */
final class GroupConfiguration {
    private GroupConfiguration() {}

    /**
     * Throws IllegalArgumentException if values contradict each other.
     *
     * @param reconciliationHeartbeatMs handed out while a consumer group reconciles
     */
    static GroupSettings of(EffectiveSettings settings, int reconciliationHeartbeatMs) {
        return new GroupSettings(
                settings.intOf("group.min.session.timeout.ms"),
                settings.intOf("group.max.session.timeout.ms"),
                settings.intOf("group.initial.rebalance.delay.ms"),
                settings.intOf("group.max.size"),
                settings.intOf("offset.metadata.max.bytes"),
                settings.intOf("offsets.commit.timeout.ms"),
                settings.longOf("offsets.retention.minutes") * 60_000,
                settings.longOf("offsets.retention.check.interval.ms"),
                settings.intOf("offsets.topic.num.partitions"),
                new ConsumerGroupSettings(
                        within(settings, "session.timeout.ms"),
                        within(settings, "heartbeat.interval.ms"),
                        reconciliationHeartbeatMs,
                        settings.intOf("group.consumer.max.size"),
                        settings.listOf("group.consumer.assignors")),
                groupId -> ShareConfiguration.group(settings, groupId, reconciliationHeartbeatMs));
    }

    /** Those of a consumer group, by its id; asked each time, they are the ones in force. */
    static Function<String, ConsumerGroupSettings> ofConsumers(EffectiveSettings settings, ConsumerGroupSettings all) {
        return groupId -> settings.alteredOfGroup(groupId).isEmpty()
                ? all
                : altered(
                        all,
                        Integer.parseInt(settings.groupValue(groupId, "consumer.session.timeout.ms")),
                        Integer.parseInt(settings.groupValue(groupId, "consumer.heartbeat.interval.ms")));
    }

    /** The bounds may have been others when they were altered: what cannot be together any more does not count. */
    private static ConsumerGroupSettings altered(ConsumerGroupSettings all, int sessionMs, int heartbeatMs) {
        return heartbeatMs < sessionMs ? all.timed(sessionMs, heartbeatMs) : all;
    }

    private static int within(EffectiveSettings settings, String name) {
        int minimum = settings.intOf("group.consumer.min." + name);
        int maximum = settings.intOf("group.consumer.max." + name);
        int value = settings.intOf("group.consumer." + name);
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException(
                    "group.consumer." + name + " " + value + " is not between group.consumer.min." + name + " "
                            + minimum + " and group.consumer.max." + name + " " + maximum);
        }
        return value;
    }
}
