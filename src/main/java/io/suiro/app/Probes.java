package io.suiro.app;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.netty.MainEventLoopGroup;
import io.suiro.base.Clock;
import io.suiro.base.LaneThread;
import io.suiro.base.TimerThread;
import io.suiro.broker.Broker;
import io.suiro.broker.GroupLags;
import io.suiro.broker.TopicTotals;
import io.suiro.observe.BrokerMeters;
import io.suiro.observe.BrokerVitals;
import io.suiro.observe.ClusterMeters;
import io.suiro.observe.GroupMeters;
import io.suiro.observe.HeartbeatProbe;
import io.suiro.observe.LivenessCheck;
import io.suiro.observe.QueueMeters;
import io.suiro.observe.ReadinessChecks;
import io.suiro.observe.ShareMeters;
import io.suiro.observe.StartupCheck;
import io.suiro.observe.TopicMeters;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Gives Quarkus the health checks and meters of {@code observe}, and runs what they need now and then. */
@Singleton
class Probes {
    private static final long HEARTBEAT_MS = 1_000;
    private static final long STUCK_MS = 10_000;
    private static final long REFRESH_MS = 5_000;

    private final TimerThread timer = new TimerThread("suiro-probes");
    private final HeartbeatProbe heartbeats = new HeartbeatProbe(Clock.SYSTEM, timer, HEARTBEAT_MS, STUCK_MS);
    private final BrokerVitals vitals;
    private final MeterRegistry registry;
    private final SuiroConfig.Metrics config;
    private final ReadinessChecks ready;

    Probes(
            SuiroConfig config,
            BrokerVitals vitals,
            MeterRegistry registry,
            @MainEventLoopGroup EventLoopGroup eventLoops) {
        this.config = config.metrics();
        this.vitals = vitals;
        this.registry = registry;
        ready = new ReadinessChecks(vitals);
        int number = 0;
        for (EventExecutor eventLoop : eventLoops) {
            heartbeats.watch("event-loop-" + number++, eventLoop);
        }
        heartbeats.start();
    }

    /** Watches and meters this broker too. Once. */
    void opened(Broker broker) {
        vitals.opened(broker);
        int number = 0;
        for (LaneThread lane : broker.lanes()) {
            heartbeats.watch("lane-" + number++, lane, lane::finished);
        }
        new BrokerMeters(broker.traffic(), vitals).bindTo(registry);
        TopicMeters topics = new TopicMeters(
                config.maxTopics(), () -> TopicTotals.of(broker.partitions().all()));
        topics.bindTo(registry);
        refreshRegularly(REFRESH_MS, topics::refresh);
        watchGroups(broker);
        watchQueues(broker);
        ClusterMeters clusterMeters = new ClusterMeters(
                broker.brokerId(),
                new ClusterMeters.Sources(
                        broker.cluster()::controllerId,
                        broker.cluster()::part,
                        broker.replicationWatch()::counts,
                        broker.replicationWatch()::totals,
                        broker.traffic(),
                        broker.sentQuota(),
                        broker.fetchedQuota()));
        clusterMeters.bindTo(registry);
        refreshRegularly(REFRESH_MS, clusterMeters::refresh);
        new ShareMeters(broker.shareGroups().partitions(), broker.shareGroups().sessions()).bindTo(registry);
    }

    /** Clients are served. */
    void started() {
        vitals.started();
    }

    private void watchGroups(Broker broker) {
        GroupLags lags = broker.groups().lags();
        GroupMeters groups =
                new GroupMeters(vitals::groups, broker.groups().coordinator().rebalances(), lags::seen);
        groups.bindTo(registry);
        refreshRegularly(config.groupLagInterval().toMillis(), () -> lags.look(config.maxGroups())
                .thenRun(() -> timer.schedule(0, groups::refresh)));
    }

    private void watchQueues(Broker broker) {
        Map<String, List<LaneThread>> lanes = new HashMap<>();
        lanes.put("partitions", broker.partitionLanes());
        lanes.put("metadata", broker.metadataLanes());
        new QueueMeters(lanes, broker::observeForces).bindTo(registry);
    }

    private void refreshRegularly(long everyMs, Runnable refresh) {
        timer.schedule(everyMs, () -> {
            refresh.run();
            refreshRegularly(everyMs, refresh);
        });
    }

    /** Before the broker is closed, whose lanes answer no more afterwards. */
    void close() {
        heartbeats.close();
        timer.close();
        removeMeters();
    }

    /** Another application of this JVM, as tests start it, would be given these for its own, which show this broker until it is collected. */
    private void removeMeters() {
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().startsWith("suiro.")) {
                registry.remove(meter);
            }
        }
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck liveness() {
        return new LivenessCheck(heartbeats);
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck readyStarted() {
        return ready::started;
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck readyMetadata() {
        return ready::metadata;
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck readyDirectories() {
        return ready::directories;
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck readyMembership() {
        return ready::membership;
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck readyCoordinators() {
        return ready::coordinators;
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck readyDamage() {
        return ready::damage;
    }

    @Produces
    @Singleton
    @Startup
    HealthCheck startup() {
        return new StartupCheck(vitals);
    }
}
