package io.suiro.cluster;

import io.suiro.base.Scheduler;
import io.suiro.cluster.MetadataCommand.BalanceLeaders;
import io.suiro.config.EffectiveSettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * While this broker is the controller, gives leadership back to preferred replicas now and then, as {@code
 * auto.leader.rebalance.enable} and its like say. On the controller's lane.
 */
public final class LeaderBalance {
    private static final Logger LOG = System.getLogger(LeaderBalance.class.getName());
    /** In one go, so that clients of a large cluster do not all look for leaders at once. */
    private static final int MAX = 1_000;

    private final MetadataController controller;
    private final Scheduler scheduler;
    private final EffectiveSettings settings;
    private boolean scheduled;

    public LeaderBalance(MetadataController controller, Scheduler scheduler, EffectiveSettings settings) {
        this.controller = controller;
        this.scheduler = scheduler;
        this.settings = settings;
    }

    /** Once, before the controller is started. */
    public void start() {
        controller.onLeading(this::lead);
    }

    private void lead() {
        if (!scheduled) {
            scheduled = true;
            schedule();
        }
    }

    private void schedule() {
        long delayMs = TimeUnit.SECONDS.toMillis(settings.longOf("leader.imbalance.check.interval.seconds"));
        scheduler.schedule(delayMs, () -> controller.lane().execute(this::check));
    }

    private void check() {
        scheduled = controller.isActive();
        if (!scheduled) {
            return;
        }
        if (settings.booleanOf("auto.leader.rebalance.enable")) {
            controller.submit(new BalanceLeaders(MAX, 0)).whenComplete((balanced, failure) -> {
                if (balanced != null && balanced.orThrow() > 0) {
                    LOG.log(
                            Level.INFO,
                            "{0} partitions are led by their preferred replica again",
                            balanced.orThrow().toString());
                }
            });
        }
        schedule();
    }
}
