package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.config.EffectiveSettings;
import io.suiro.log.LogDirectory;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;

/**
 * What a broker does now and then: retention ({@code log.retention.check.interval.ms}), checkpoints ({@code
 * log.flush.offset.checkpoint.interval.ms}), deleting files whose delay has passed, and turning away whoever waits
 * while this broker is cut off. Each round schedules the next
 * once it is done, so that rounds never pile up.
 */
final class Housekeeping {
    private static final Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final long PURGE_MS = 1000;
    private static final long CUT_OFF_MS = 500;

    private final Clock clock;
    private final Scheduler scheduler;
    private final Executor background;
    private final EffectiveSettings settings;
    private final LogDirectory directory;
    private final Partitions partitions;
    private volatile boolean stopped;

    Housekeeping(
            Clock clock,
            Scheduler scheduler,
            Executor background,
            EffectiveSettings settings,
            LogDirectory directory,
            Partitions partitions) {
        this.clock = clock;
        this.scheduler = scheduler;
        this.background = background;
        this.settings = settings;
        this.directory = directory;
        this.partitions = partitions;
    }

    void start() {
        again("log.retention.check.interval.ms", this::retain);
        again("log.flush.offset.checkpoint.interval.ms", directory::checkpoint);
        again(PURGE_MS, () -> directory.purge(clock.nowMs()));
        again(CUT_OFF_MS, () -> partitions.all().forEach(Partition::giveUpIfCutOff));
    }

    void stop() {
        stopped = true;
    }

    private void retain() {
        long nowMs = clock.nowMs();
        for (Partition partition : partitions.all()) {
            // A failure is logged as it becomes a value; a refusal is of a partition that has gone meanwhile.
            var _ = Outcomes.of(partition.upkeep().retain(nowMs));
        }
    }

    private void again(String setting, Round round) {
        again(settings.longOf(setting), round);
    }

    private void again(long delayMs, Round round) {
        if (!stopped && directory.isOnline()) {
            scheduler.schedule(
                    delayMs,
                    () -> background.execute(() -> {
                        run(round);
                        again(delayMs, round);
                    }));
        }
    }

    private void run(Round round) {
        try {
            if (!stopped) {
                round.run();
            }
        } catch (IOException e) {
            directory.fail(e);
        } catch (RuntimeException | Error e) {
            if (directory.isOnline()) {
                LOG.log(Level.ERROR, "a round of housekeeping failed; the next comes all the same", e);
            }
        }
    }

    @FunctionalInterface
    private interface Round {
        void run() throws IOException;
    }
}
