package io.suiro.broker;

import io.suiro.config.EffectiveSettings;
import io.suiro.coordinator.group.GroupPace;
import io.suiro.coordinator.group.GroupSettings;
import io.suiro.coordinator.group.consumer.ConsumerGroupSettings;
import io.suiro.coordinator.group.consumer.MigrationPolicy;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of groups: as they are when the broker starts, and what is altered for one of them at any time. */
final class GroupConfiguration {
    private GroupConfiguration() {}

    private static final String INITIAL_DELAY = "group.initial.rebalance.delay.ms";
    private static final String SESSION_TIMEOUT = "session.timeout.ms";
    private static final String HEARTBEAT_INTERVAL = "heartbeat.interval.ms";
    private static final String ASSIGNMENT_INTERVAL = "assignment.interval.ms";

    /**
     * Throws IllegalArgumentException if values contradict each other.
     *
     * @param pace stands in for what nobody has set
     */
    static GroupSettings of(EffectiveSettings settings, GroupPace pace) {
        return new GroupSettings(
                settings.intOf("group.min.session.timeout.ms"),
                settings.intOf("group.max.session.timeout.ms"),
                settings.isSet(INITIAL_DELAY) ? settings.intOf(INITIAL_DELAY) : pace.initialDelayMs(),
                settings.intOf("group.max.size"),
                settings.intOf("offset.metadata.max.bytes"),
                settings.intOf("offsets.commit.timeout.ms"),
                settings.longOf("offsets.retention.minutes") * 60_000,
                settings.longOf("offsets.retention.check.interval.ms"),
                settings.intOf("offsets.topic.num.partitions"),
                MigrationPolicy.of(settings.required("group.consumer.migration.policy")),
                pace,
                consumers(settings, pace),
                groupId -> ShareConfiguration.group(settings, groupId, pace.reconciliationHeartbeatMs()));
    }

    /** Who has set how often members are to be heard from has also thought of the session; not the other way round. */
    private static ConsumerGroupSettings consumers(EffectiveSettings settings, GroupPace pace) {
        int sessionMs = within(settings, SESSION_TIMEOUT);
        int heartbeatMs = within(settings, HEARTBEAT_INTERVAL);
        int assignmentMs = within(settings, ASSIGNMENT_INTERVAL);
        boolean isHeartbeatSet = settings.isSet("group.consumer." + HEARTBEAT_INTERVAL);
        boolean isSessionSet = isHeartbeatSet || settings.isSet("group.consumer." + SESSION_TIMEOUT);
        return new ConsumerGroupSettings(
                isSessionSet ? sessionMs : pace.silenceMs(),
                sessionMs,
                isHeartbeatSet ? heartbeatMs : Math.min(pace.heartbeatMs(), heartbeatMs),
                heartbeatMs,
                pace.reconciliationHeartbeatMs(),
                settings.isSet("group.consumer." + ASSIGNMENT_INTERVAL) ? (Integer) assignmentMs : null,
                settings.intOf("group.consumer.max.size"),
                settings.listOf("group.consumer.assignors"));
    }

    /** Those of a consumer group, by its id; asked each time, they are the ones in force. */
    static Function<String, ConsumerGroupSettings> ofConsumers(EffectiveSettings settings, ConsumerGroupSettings all) {
        return groupId -> {
            Set<String> altered = settings.alteredOfGroup(groupId).keySet();
            ConsumerGroupSettings assigned = assigned(all, assignmentInterval(settings, groupId, altered));
            boolean isHeartbeatSet = altered.contains("consumer." + HEARTBEAT_INTERVAL);
            return isHeartbeatSet || altered.contains("consumer." + SESSION_TIMEOUT)
                    ? altered(
                            assigned,
                            ofGroup(settings, groupId, SESSION_TIMEOUT),
                            isHeartbeatSet ? ofGroup(settings, groupId, HEARTBEAT_INTERVAL) : all.heartbeatIntervalMs())
                    : assigned;
        };
    }

    private static ConsumerGroupSettings assigned(ConsumerGroupSettings all, @Nullable Integer intervalMs) {
        return Objects.equals(intervalMs, all.assignmentIntervalMs()) ? all : all.assigning(intervalMs);
    }

    /** It may be altered at run time, for all groups too; null while nobody has set it. */
    private static @Nullable Integer assignmentInterval(
            EffectiveSettings settings, String groupId, Set<String> altered) {
        if (altered.contains("consumer." + ASSIGNMENT_INTERVAL)) {
            return ofGroup(settings, groupId, ASSIGNMENT_INTERVAL);
        }
        String ofAll = "group.consumer." + ASSIGNMENT_INTERVAL;
        return settings.isSet(ofAll) ? (Integer) settings.intOf(ofAll) : null;
    }

    private static int ofGroup(EffectiveSettings settings, String groupId, String name) {
        return Integer.parseInt(settings.groupValue(groupId, "consumer." + name));
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
