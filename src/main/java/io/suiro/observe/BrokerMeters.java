package io.suiro.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.suiro.broker.Storage;
import io.suiro.broker.Traffic;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Meters of what the broker keeps and moves. Sizes of logs are by topic, because partitions are too many for a time
 * series each; the topics are looked up anew at each {@link #refresh}.
 */
public final class BrokerMeters implements MeterBinder {
    private final Traffic traffic;
    private final Vitals vitals;
    private @Nullable MultiGauge logSizes;

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
        Gauge.builder("suiro.groups", vitals, Vitals::groups)
                .description("Consumer groups that this broker coordinates")
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
        synchronized (this) {
            logSizes = MultiGauge.builder("suiro.log.size")
                    .description("Bytes of all segments on this broker")
                    .baseUnit("bytes")
                    .register(registry);
        }
        refresh();
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

    /** Brings the gauges of log sizes up to date; called every few seconds, by any thread that may block shortly. */
    public synchronized void refresh() {
        Map<String, Long> byTopic = vitals.logSizesBytes().entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().topic(), Collectors.summingLong(Map.Entry::getValue)));
        List<MultiGauge.Row<?>> rows = byTopic.entrySet().stream()
                .<MultiGauge.Row<?>>map(size -> MultiGauge.Row.of(Tags.of("topic", size.getKey()), size.getValue()))
                .toList();
        Objects.requireNonNull(logSizes, "bound to no registry").register(rows, true);
    }

    private static double directories(Vitals vitals, Storage.State state) {
        return vitals.logDirectories().values().stream().filter(state::equals).count();
    }
}
