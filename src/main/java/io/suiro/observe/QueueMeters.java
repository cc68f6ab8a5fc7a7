package io.suiro.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.suiro.base.LaneThread;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** How long tasks wait for the threads that own state, how many do, and how long disks take to force logs. */
public final class QueueMeters implements MeterBinder {
    private static final Duration[] TIMES = {
        Duration.ofNanos(100_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final Map<String, List<LaneThread>> lanes;
    private final Consumer<LongConsumer> forces;

    /**
     * Hears nothing yet.
     *
     * @param lanes by what they are for
     * @param forces takes who is to be told of the nanoseconds of each force
     */
    public QueueMeters(Map<String, List<LaneThread>> lanes, Consumer<LongConsumer> forces) {
        this.lanes = Map.copyOf(lanes);
        this.forces = forces;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        lanes.forEach((name, threads) -> {
            Timer waits = Timer.builder("suiro.queue.wait")
                    .description(
                            "How long one in sixteen of the tasks waited that were handed to a thread; those that ran at once are not counted")
                    .tag("lane", name)
                    .serviceLevelObjectives(TIMES)
                    .register(registry);
            threads.forEach(thread -> thread.observeWaits(nanos -> waits.record(nanos, TimeUnit.NANOSECONDS)));
            Gauge.builder("suiro.queue.size", threads, QueueMeters::queued)
                    .description("Tasks that wait, with those that run")
                    .tag("lane", name)
                    .register(registry);
        });
        Timer flushes = Timer.builder("suiro.log.flush")
                .description("How long it took to force a log to the disk")
                .serviceLevelObjectives(TIMES)
                .register(registry);
        forces.accept(nanos -> flushes.record(nanos, TimeUnit.NANOSECONDS));
    }

    private static double queued(List<LaneThread> threads) {
        return threads.stream().mapToInt(LaneThread::queued).sum();
    }
}
