package io.suiro.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.netty.MainEventLoopGroup;
import io.suiro.base.Clock;
import io.suiro.base.LaneThread;
import io.suiro.base.TimerThread;
import io.suiro.broker.Broker;
import io.suiro.observe.BrokerMeters;
import io.suiro.observe.BrokerVitals;
import io.suiro.observe.ClusterMeters;
import io.suiro.observe.HeartbeatProbe;
import io.suiro.observe.LivenessCheck;
import io.suiro.observe.ReadinessCheck;
import io.suiro.observe.ShareMeters;
import io.suiro.observe.StartupCheck;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
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

    Probes(BrokerVitals vitals, MeterRegistry registry, @MainEventLoopGroup EventLoopGroup eventLoops) {
        this.vitals = vitals;
        this.registry = registry;
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
        BrokerMeters meters = new BrokerMeters(broker.traffic(), vitals);
        meters.bindTo(registry);
        refreshRegularly(meters::refresh);
        ClusterMeters clusterMeters = new ClusterMeters(
                broker.brokerId(),
                new ClusterMeters.Sources(
                        broker.cluster()::controllerId,
                        broker.cluster()::part,
                        broker.replicationWatch()::counts,
                        broker.replicationWatch()::totals,
                        broker.traffic()));
        clusterMeters.bindTo(registry);
        refreshRegularly(clusterMeters::refresh);
        new ShareMeters(broker.shareGroups().partitions(), broker.shareGroups().sessions()).bindTo(registry);
    }

    /** Clients are served. */
    void started() {
        vitals.started();
    }

    private void refreshRegularly(Runnable refresh) {
        timer.schedule(REFRESH_MS, () -> {
            refresh.run();
            refreshRegularly(refresh);
        });
    }

    /** Before the broker is closed, whose lanes answer no more afterwards. */
    void close() {
        heartbeats.close();
        timer.close();
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
    HealthCheck readiness() {
        return new ReadinessCheck(vitals);
    }

    @Produces
    @Singleton
    @Startup
    HealthCheck startup() {
        return new StartupCheck(vitals);
    }
}
