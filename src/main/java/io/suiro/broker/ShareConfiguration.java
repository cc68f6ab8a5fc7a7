package io.suiro.broker;

import io.suiro.config.EffectiveSettings;
import io.suiro.config.ShareGroupKind;
import io.suiro.coordinator.group.share.ShareGroupSettings;
import io.suiro.coordinator.share.ShareSettings;
import io.suiro.share.ShareTerms;
import io.suiro.share.ShareTerms.Start;
import java.time.Duration;

/** The settings of share groups: those of one group as they are at the moment, within what the broker allows. */
final class ShareConfiguration {
    private static final String BY_DURATION = "by_duration:";
    private static final String COLD_INTERVAL = "share.coordinator.cold.partition.snapshot.interval.ms";

    private ShareConfiguration() {}

    static ShareSettings states(EffectiveSettings settings) {
        return new ShareSettings(
                settings.intOf("share.coordinator.state.topic.num.partitions"),
                settings.intOf("share.coordinator.snapshot.update.records.per.snapshot"),
                settings.intOf("share.coordinator.write.timeout.ms"),
                settings.intOf("share.coordinator.state.topic.prune.interval.ms"),
                settings.isSet(COLD_INTERVAL) ? (Integer) settings.intOf(COLD_INTERVAL) : null);
    }

    /** @param hurriedHeartbeatMs handed out while members have not been told of what they are to have */
    static ShareGroupSettings group(EffectiveSettings settings, String groupId, int hurriedHeartbeatMs) {
        boolean isIntervalSet = settings.isSet("group." + ShareGroupKind.ASSIGNMENT_INTERVAL)
                || settings.alteredOfGroup(groupId).containsKey(ShareGroupKind.ASSIGNMENT_INTERVAL);
        return new ShareGroupSettings(
                within(settings, groupId, ShareGroupKind.SESSION_TIMEOUT, "session.timeout.ms"),
                within(settings, groupId, ShareGroupKind.HEARTBEAT_INTERVAL, "heartbeat.interval.ms"),
                hurriedHeartbeatMs,
                isIntervalSet
                        ? within(settings, groupId, ShareGroupKind.ASSIGNMENT_INTERVAL, "assignment.interval.ms")
                        : 0,
                settings.intOf("group.share.max.size"),
                settings.intOf("group.share.initialize.retry.interval.ms"));
    }

    static ShareTerms terms(EffectiveSettings settings, String groupId) {
        return new ShareTerms(
                within(settings, groupId, ShareGroupKind.LOCK_DURATION, "record.lock.duration.ms"),
                within(settings, groupId, ShareGroupKind.DELIVERY_LIMIT, "delivery.count.limit"),
                within(settings, groupId, ShareGroupKind.MAX_LOCKS, "partition.max.record.locks"),
                settings.groupValue(groupId, ShareGroupKind.ISOLATION_LEVEL).equals("read_committed"),
                Boolean.parseBoolean(settings.groupValue(groupId, ShareGroupKind.RENEW_ENABLED)),
                start(settings.groupValue(groupId, ShareGroupKind.OFFSET_RESET)));
    }

    /** Where the bounds contradict each other the lower one counts. */
    private static int within(EffectiveSettings settings, String groupId, String groupSetting, String name) {
        int value = Integer.parseInt(settings.groupValue(groupId, groupSetting));
        return Math.max(
                settings.intOf("group.share.min." + name), Math.min(settings.intOf("group.share.max." + name), value));
    }

    private static Start start(String value) {
        if (value.startsWith(BY_DURATION)) {
            return new Start.Before(
                    Duration.parse(value.substring(BY_DURATION.length())).toMillis());
        }
        return value.equals("earliest") ? new Start.Earliest() : new Start.Latest();
    }
}
