package io.suiro.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.suiro.broker.ReplicationWatch;
import io.suiro.broker.Traffic;
import io.suiro.cluster.QuorumPart;
import io.suiro.cluster.raft.Role;
import io.suiro.replica.ReplicationQuota;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Meters of this broker among others. None has a tag with more values than there are roles. What takes a look at every partition is
 * looked up at each {@link #refresh}, not when it is asked for.
 */
public final class ClusterMeters implements MeterBinder {
    private final int brokerId;
    private final Sources sources;
    private volatile ReplicationWatch.Counts counts = ReplicationWatch.Counts.NONE;
    private volatile QuorumPart part = QuorumPart.NONE;

    /**
     * Where the numbers come from; asked from any thread.
     *
     * @param controllerId -1 while none is known
     */
    public record Sources(
            IntSupplier controllerId,
            Supplier<CompletionStage<QuorumPart>> part,
            Supplier<ReplicationWatch.Counts> counts,
            Supplier<ReplicationWatch.Totals> totals,
            Traffic traffic,
            ReplicationQuota sent,
            ReplicationQuota fetched) {}

    public ClusterMeters(int brokerId, Sources sources) {
        this.brokerId = brokerId;
        this.sources = sources;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindMetadata(registry);
        bindController(registry);
        bindReplicas(registry);
        refresh();
    }

    private void bindMetadata(MeterRegistry registry) {
        Gauge.builder("suiro.controller.id", sources, it -> it.controllerId().getAsInt())
                .description("The broker that decides on metadata, -1 while none is known")
                .register(registry);
        gauge(registry, "suiro.metadata.term", "Term of the agreement on metadata", it -> it.part.term());
        gauge(
                registry,
                "suiro.metadata.commit.index",
                "Last entry of the metadata log that is known here to be safe",
                it -> it.part.commitIndex());
        gauge(
                registry,
                "suiro.metadata.applied.index",
                "Last entry of the metadata log that this broker goes by",
                it -> it.part.appliedIndex());
        for (Role role : Role.values()) {
            Gauge.builder("suiro.metadata.role", this, it -> it.part.role() == role ? 1 : 0)
                    .description("1 for the part that this broker has in the agreement on metadata")
                    .tag("role", role.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private void bindController(MeterRegistry registry) {
        Gauge.builder(
                        "suiro.controller.active",
                        sources,
                        it -> it.controllerId().getAsInt() == brokerId ? 1 : 0)
                .description("1 while this broker decides on metadata")
                .register(registry);
        gauge(
                registry,
                "suiro.brokers.registered",
                "Brokers of the cluster, fenced or not; told by the controller",
                it -> it.counts.registered());
        gauge(
                registry,
                "suiro.brokers.fenced",
                "Brokers that lead nothing and are told of to nobody; told by the controller",
                it -> it.counts.fenced());
        gauge(
                registry,
                "suiro.partitions.offline",
                "Partitions without a leader; told by the controller",
                it -> it.counts.offline());
        gauge(
                registry,
                "suiro.partitions.not.preferred",
                "Partitions that their preferred replica does not lead; told by the controller",
                it -> it.counts.notPreferred());
        counter(
                registry,
                "suiro.leader.elections",
                "New leaders of partitions; counted by the controller",
                ReplicationWatch.Totals::elections);
        counter(
                registry,
                "suiro.leader.elections.unclean",
                "New leaders that may lack records; counted by the controller",
                ReplicationWatch.Totals::uncleanElections);
    }

    private void bindReplicas(MeterRegistry registry) {
        gauge(registry, "suiro.partitions.led", "Partitions that this broker leads", it -> it.counts.led());
        gauge(
                registry,
                "suiro.partitions.followed",
                "Partitions of which this broker has a replica that does not lead",
                it -> it.counts.followed());
        gauge(
                registry,
                "suiro.partitions.under.replicated",
                "Partitions led here of which a replica is not in sync",
                it -> it.counts.underReplicated());
        gauge(
                registry,
                "suiro.partitions.under.min.isr",
                "Partitions led here that refuse writes with acks=all: too few replicas are in sync",
                it -> it.counts.underMinIsr());
        Gauge.builder("suiro.replication.max.lag", this, it -> it.counts.maxLagRecords())
                .description("What the follower lacks that is furthest behind this broker")
                .baseUnit("records")
                .register(registry);
        counter(
                registry,
                "suiro.isr.shrinks",
                "Replicas of partitions led here fell out of sync",
                ReplicationWatch.Totals::isrShrinks);
        counter(
                registry,
                "suiro.isr.expands",
                "Replicas of partitions led here came in sync",
                ReplicationWatch.Totals::isrExpands);
        FunctionCounter.builder("suiro.replication.in", sources.traffic(), Traffic::replicatedBytesIn)
                .description("Bytes of batches fetched from leaders")
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder("suiro.replication.out", sources.traffic(), Traffic::replicatedBytesOut)
                .description("Bytes of batches sent to followers")
                .baseUnit("bytes")
                .register(registry);
        bindThrottling(registry, "out", sources.sent());
        bindThrottling(registry, "in", sources.fetched());
    }

    private static void bindThrottling(MeterRegistry registry, String direction, ReplicationQuota quota) {
        FunctionCounter.builder("suiro.replication.throttled", quota, ReplicationQuota::throttledBytes)
                .description("Bytes of throttled replicas that were copied while there was a limit")
                .baseUnit("bytes")
                .tag("direction", direction)
                .register(registry);
        TimeGauge.builder("suiro.replication.throttle.wait", quota, TimeUnit.MILLISECONDS, ReplicationQuota::waitMs)
                .description("How long a throttled replica that is behind would wait now")
                .tag("direction", direction)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<ClusterMeters> value) {
        Gauge.builder(name, this, value).description(description).register(registry);
    }

    private void counter(
            MeterRegistry registry, String name, String description, ToDoubleFunction<ReplicationWatch.Totals> value) {
        FunctionCounter.builder(
                        name, sources, it -> value.applyAsDouble(it.totals().get()))
                .description(description)
                .register(registry);
    }

    /** Called every few seconds, by any thread. */
    public void refresh() {
        counts = sources.counts().get();
        sources.part().get().thenAccept(now -> part = now);
    }
}
