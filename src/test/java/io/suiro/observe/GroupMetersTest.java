package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.suiro.broker.GroupLags.Lag;
import io.suiro.broker.GroupLags.Seen;
import io.suiro.coordinator.group.GroupCounts;
import io.suiro.coordinator.group.Rebalances;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Rebalances rebalances = new Rebalances();
    private Seen seen = new Seen(List.of(new Lag("late", 40, 1_500), new Lag("unknown", 3, -1)), 5);
    private final GroupMeters meters =
            new GroupMeters(() -> new GroupCounts(1, 2, 3, 4, 5, 6, 7, 8), rebalances, () -> seen);

    @Test
    void groupsAreCountedByTypeAndState() {
        meters.bindTo(registry);
        assertThat(registry.get("suiro.groups").gauge().value()).isEqualTo(21);
        assertThat(registry.get("suiro.groups.by.state")
                        .tags("type", "classic", "state", "stable")
                        .gauge()
                        .value())
                .isEqualTo(4);
        assertThat(registry.get("suiro.groups.by.state")
                        .tag("type", "share")
                        .gauge()
                        .value())
                .isEqualTo(6);
        assertThat(registry.get("suiro.group.members").gauge().value()).isEqualTo(7);
        assertThat(registry.get("suiro.group.offsets").gauge().value()).isEqualTo(8);
        assertThat(registry.get("suiro.group.rebalances")
                        .tag("type", "consumer")
                        .functionCounter()
                        .count())
                .isZero();
    }

    @Test
    void groupsThatAreBehindSayHowFarInRecordsAndSeconds() {
        meters.bindTo(registry);
        assertThat(of("suiro.group.lag", "late")).isEqualTo(40);
        assertThat(of("suiro.group.lag.max", "late")).isEqualTo(1.5);
        assertThat(of("suiro.group.lag.max", "unknown")).isNaN();
        assertThat(registry.get("suiro.group.lag.left.out").gauge().value()).isEqualTo(5);

        seen = new Seen(List.of(), 0);
        meters.refresh();

        assertThat(registry.find("suiro.group.lag").gauges()).isEmpty();
    }

    private double of(String meter, String group) {
        return registry.get(meter).tag("group", group).gauge().value();
    }
}
