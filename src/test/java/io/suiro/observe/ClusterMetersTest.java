package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.suiro.base.Clock;
import io.suiro.broker.ReplicationWatch.Counts;
import io.suiro.broker.ReplicationWatch.Totals;
import io.suiro.broker.Traffic;
import io.suiro.cluster.QuorumPart;
import io.suiro.cluster.raft.Role;
import io.suiro.replica.ReplicationQuota;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClusterMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private int controllerId = 1;
    private QuorumPart part = new QuorumPart(Role.LEADER, 7, 1, 120, 119, List.of(1, 2, 3));
    private Counts counts = new Counts(10, 20, 3, 2, 400, 5, 1, 4, 6);
    private final ReplicationQuota quota = new ReplicationQuota(Clock.SYSTEM);
    private final ClusterMeters meters = new ClusterMeters(
            1,
            new ClusterMeters.Sources(
                    () -> controllerId,
                    () -> CompletableFuture.completedFuture(part),
                    () -> counts,
                    () -> new Totals(1, 2, 3, 4),
                    new Traffic(),
                    quota,
                    new ReplicationQuota(Clock.SYSTEM)));

    @Test
    void theControllerIsTheOneWhoSaysSo() {
        meters.bindTo(registry);
        assertThat(gauge("suiro.controller.active")).isEqualTo(1);

        controllerId = -1;

        assertThat(gauge("suiro.controller.active")).isZero();
        assertThat(gauge("suiro.controller.id")).isEqualTo(-1);
    }

    @Test
    void whatIsThrottledIsCountedByDirection() {
        meters.bindTo(registry);
        quota.copied(1);
        quota.limit(1_000);
        quota.copied(5_000);
        assertThat(registry.get("suiro.replication.throttled")
                        .tag("direction", "out")
                        .functionCounter()
                        .count())
                .isEqualTo(5_000);
        assertThat(registry.get("suiro.replication.throttle.wait")
                        .tag("direction", "out")
                        .timeGauge()
                        .value(TimeUnit.MILLISECONDS))
                .isEqualTo(1_000);
    }

    @Test
    void oneRoleIsOneAndTheOthersAreZero() {
        meters.bindTo(registry);
        assertThat(role("leader")).isEqualTo(1);
        assertThat(role("follower")).isZero();

        part = new QuorumPart(Role.FOLLOWER, 8, 2, 130, 130, List.of(1, 2, 3));
        meters.refresh();

        assertThat(role("leader")).isZero();
        assertThat(role("follower")).isEqualTo(1);
        assertThat(gauge("suiro.metadata.term")).isEqualTo(8);
        assertThat(gauge("suiro.metadata.commit.index")).isEqualTo(130);
        assertThat(gauge("suiro.metadata.applied.index")).isEqualTo(130);
    }

    @Test
    void countsAreThoseOfTheLastRefresh() {
        meters.bindTo(registry);
        counts = Counts.NONE;
        assertThat(gauge("suiro.partitions.led")).isEqualTo(10);
        assertThat(gauge("suiro.partitions.followed")).isEqualTo(20);
        assertThat(gauge("suiro.partitions.under.replicated")).isEqualTo(3);
        assertThat(gauge("suiro.partitions.under.min.isr")).isEqualTo(2);
        assertThat(gauge("suiro.replication.max.lag")).isEqualTo(400);
        assertThat(gauge("suiro.brokers.registered")).isEqualTo(5);
        assertThat(gauge("suiro.brokers.fenced")).isEqualTo(1);
        assertThat(gauge("suiro.partitions.offline")).isEqualTo(4);
        assertThat(gauge("suiro.partitions.not.preferred")).isEqualTo(6);

        meters.refresh();

        assertThat(gauge("suiro.partitions.led")).isZero();
        assertThat(gauge("suiro.partitions.offline")).isZero();
    }

    @Test
    void whatHappenedIsCounted() {
        meters.bindTo(registry);
        assertThat(counter("suiro.isr.shrinks")).isEqualTo(1);
        assertThat(counter("suiro.isr.expands")).isEqualTo(2);
        assertThat(counter("suiro.leader.elections")).isEqualTo(3);
        assertThat(counter("suiro.leader.elections.unclean")).isEqualTo(4);
        assertThat(counter("suiro.replication.in")).isZero();
        assertThat(counter("suiro.replication.out")).isZero();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double role(String role) {
        return registry.get("suiro.metadata.role").tag("role", role).gauge().value();
    }

    private double counter(String name) {
        return registry.get(name).functionCounter().count();
    }
}
