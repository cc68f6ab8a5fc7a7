package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.coordinator.group.GroupPace;
import io.suiro.coordinator.group.GroupSettings;
import io.suiro.coordinator.group.consumer.ConsumerGroupSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class GroupConfigurationTest {
    private final Map<ConfigResource, Map<String, String>> altered = new HashMap<>();

    @Test
    void whatNobodyHasSetGoesByOurPace() {
        GroupSettings settings = settings(Map.of());
        assertThat(settings.consumer().assignmentIntervalMs()).isNull();
        assertThat(settings.share().apply("g").assignmentIntervalMs()).isZero();
        assertThat(ShareConfiguration.states(effective(Map.of())).coldIntervalMs())
                .isNull();
    }

    @Test
    void whatIsSetForAllHolds() {
        Map<String, String> statics = Map.of(
                "group.consumer.assignment.interval.ms", "1000",
                "group.share.assignment.interval.ms", "2000",
                "share.coordinator.cold.partition.snapshot.interval.ms", "300000");
        GroupSettings settings = settings(statics);
        assertThat(settings.consumer().assignmentIntervalMs()).isEqualTo(1_000);
        assertThat(settings.share().apply("g").assignmentIntervalMs()).isEqualTo(2_000);
        assertThat(ShareConfiguration.states(effective(statics)).coldIntervalMs())
                .isEqualTo(300_000);
    }

    @Test
    void whatIsSetForOneGroupHoldsForThatAndLeavesItsOtherTimesAlone() {
        alter("consumer.assignment.interval.ms", "3000");
        alter("share.assignment.interval.ms", "4000");
        EffectiveSettings effective = effective(Map.of());
        GroupSettings settings = GroupConfiguration.of(effective, GroupPace.DEFAULTS);
        ConsumerGroupSettings one =
                GroupConfiguration.ofConsumers(effective, settings.consumer()).apply("g");
        assertThat(one).isEqualTo(settings.consumer().assigning(3_000));
        assertThat(GroupConfiguration.ofConsumers(effective, settings.consumer())
                        .apply("other"))
                .isEqualTo(settings.consumer());
        assertThat(settings.share().apply("g").assignmentIntervalMs()).isEqualTo(4_000);
        assertThat(settings.share().apply("other").assignmentIntervalMs()).isZero();
    }

    @Test
    void whatIsAlteredForAllWhileTheBrokerRunsHoldsFromThenOn() {
        EffectiveSettings effective = effective(Map.of());
        GroupSettings settings = GroupConfiguration.of(effective, GroupPace.DEFAULTS);
        altered.put(
                new ConfigResource(ConfigResource.Type.BROKER, ""),
                Map.of(
                        "group.consumer.assignment.interval.ms", "1500",
                        "group.share.assignment.interval.ms", "2500"));
        assertThat(GroupConfiguration.ofConsumers(effective, settings.consumer())
                        .apply("g")
                        .assignmentIntervalMs())
                .isEqualTo(1_500);
        assertThat(settings.share().apply("g").assignmentIntervalMs()).isEqualTo(2_500);
    }

    @Test
    void anIntervalBeyondItsBoundsStopsTheStart() {
        assertThatThrownBy(() -> settings(Map.of("group.consumer.assignment.interval.ms", "20000")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("group.consumer.max.assignment.interval.ms 15000");
    }

    private void alter(String name, String value) {
        altered.computeIfAbsent(new ConfigResource(ConfigResource.Type.GROUP, "g"), key -> new HashMap<>())
                .put(name, value);
    }

    private EffectiveSettings effective(Map<String, String> statics) {
        return new EffectiveSettings(
                new StaticSettings(1, statics), resource -> altered.getOrDefault(resource, Map.of()));
    }

    private GroupSettings settings(Map<String, String> statics) {
        return GroupConfiguration.of(effective(statics), GroupPace.DEFAULTS);
    }
}
