package io.suiro.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.suiro.broker.Storage;
import io.suiro.broker.Traffic;
import java.util.concurrent.TimeUnit;

/** Meters of what the broker moves, of its log directories and how it keeps them, and of its start. None has a tag. */
public final class BrokerMeters implements MeterBinder {
    private final Traffic traffic;
    private final Vitals vitals;

    public BrokerMeters(Traffic traffic, Vitals vitals) {
        this.traffic = traffic;
        this.vitals = vitals;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("suiro.records.in", traffic, Traffic::recordsIn)
                .description("Records appended by producers")
                .register(registry);
        FunctionCounter.builder("suiro.bytes.in", traffic, Traffic::bytesIn)
                .description("Bytes of batches appended by producers")
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder("suiro.records.out", traffic, Traffic::recordsOut)
                .description("Records sent to consumers")
                .register(registry);
        FunctionCounter.builder("suiro.bytes.out", traffic, Traffic::bytesOut)
                .description("Bytes of batches sent to consumers")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("suiro.transactional.ids", vitals, Vitals::transactionalIds)
                .description("Transactional ids that this broker coordinates")
                .register(registry);
        Gauge.builder("suiro.log.directories.offline", vitals, it -> directories(it, Storage.State.OFFLINE))
                .description("Log directories that failed")
                .register(registry);
        Gauge.builder("suiro.log.directories.full", vitals, it -> directories(it, Storage.State.FULL))
                .description("Log directories without room for the last write; reads go on")
                .register(registry);
        bindCompaction(registry);
        bindScrubbing(registry);
        bindStart(registry);
    }

    private void bindStart(MeterRegistry registry) {
        Gauge.builder("suiro.start.logs.found", vitals, it -> it.recovery().found())
                .description("Logs that the start has found in the data directory")
                .register(registry);
        Gauge.builder("suiro.start.logs.open", vitals, it -> it.recovery().opened())
                .description("Those of them that are open, recovered where that was needed")
                .register(registry);
        Gauge.builder("suiro.start.done", vitals, it -> it.recovery().done() ? 1 : 0)
                .description("1 once clients are served")
                .register(registry);
        TimeGauge.builder("suiro.controller.answered.ago", vitals, TimeUnit.MILLISECONDS, BrokerMeters::answeredMsAgo)
                .description("Since the controller last answered this broker's heartbeat")
                .register(registry);
    }

    private static double answeredMsAgo(Vitals vitals) {
        long ms = vitals.metadata().controllerAnsweredMsAgo();
        return ms < 0 ? Double.NaN : ms;
    }

    private void bindCompaction(MeterRegistry registry) {
        FunctionCounter.builder(
                        "suiro.log.cleanings", vitals, it -> it.compaction().cleanings())
                .description("Compactions of a log that went to their end")
                .register(registry);
        FunctionCounter.builder(
                        "suiro.log.cleaner.read", vitals, it -> it.compaction().bytesRead())
                .description("Bytes of batches read by compactions")
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder(
                        "suiro.log.cleaner.freed", vitals, it -> it.compaction().bytesFreed())
                .description("Bytes by which compacted segments are smaller than their originals")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("suiro.log.cleaner.max.dirty.ratio", vitals, it -> it.compaction()
                        .maxDirtyRatio())
                .description("Share not compacted yet, of the log that needs it most")
                .register(registry);
        Gauge.builder("suiro.log.cleaner.uncleanable.partitions", vitals, it -> it.compaction()
                        .uncleanable()
                        .size())
                .description("Partitions that could not be compacted and are left alone until the next start")
                .register(registry);
    }

    private void bindScrubbing(MeterRegistry registry) {
        FunctionCounter.builder(
                        "suiro.log.scrubbed", vitals, it -> it.scrubbing().bytesRead())
                .description("Bytes of segments that were read again, to find what the disk has damaged")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("suiro.log.corrupt.batches", vitals, it -> it.scrubbing()
                        .corrupt()
                        .size())
                .description("Batches that were found damaged and are not served")
                .register(registry);
    }

    private static double directories(Vitals vitals, Storage.State state) {
        return vitals.logDirectories().stream()
                .filter(directory -> directory.state() == state)
                .count();
    }
}
