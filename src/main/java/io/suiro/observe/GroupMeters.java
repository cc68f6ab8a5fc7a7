package io.suiro.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.suiro.broker.GroupLags;
import io.suiro.coordinator.group.GroupCounts;
import io.suiro.coordinator.group.Rebalances;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the groups that this broker coordinates. Those that are furthest behind, up to a number, have a time series each for how far;
 * which these are is as of the last {@link #refresh}.
 */
public final class GroupMeters implements MeterBinder {
    private static final double MS_PER_SECOND = 1_000;

    private final Supplier<GroupCounts> counts;
    private final Rebalances rebalances;
    private final Supplier<GroupLags.Seen> lags;
    private @Nullable MultiGauge records;
    private @Nullable MultiGauge seconds;

    public GroupMeters(Supplier<GroupCounts> counts, Rebalances rebalances, Supplier<GroupLags.Seen> lags) {
        this.counts = counts;
        this.rebalances = rebalances;
        this.lags = lags;
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        gauge(registry, "suiro.groups", "Groups of all types that this broker coordinates", GroupCounts::groups);
        gauge(registry, "suiro.group.members", "Their members", GroupCounts::members);
        gauge(registry, "suiro.group.offsets", "Offsets that they have committed", GroupCounts::offsets);
        state(registry, "classic", "empty", GroupCounts::empty);
        state(registry, "classic", "preparing_rebalance", GroupCounts::preparingRebalance);
        state(registry, "classic", "completing_rebalance", GroupCounts::completingRebalance);
        state(registry, "classic", "stable", GroupCounts::stable);
        state(registry, "consumer", "any", GroupCounts::consumerGroups);
        state(registry, "share", "any", GroupCounts::shareGroups);
        rebalances(registry, "classic", Rebalances::classic);
        rebalances(registry, "consumer", Rebalances::consumer);
        rebalances(registry, "share", Rebalances::share);
        records = MultiGauge.builder("suiro.group.lag")
                .description("Records that the group has not read, of all its partitions")
                .baseUnit("records")
                .register(registry);
        seconds = MultiGauge.builder("suiro.group.lag.max")
                .description("Age of the oldest record that the group has not read, 0 if it has read all")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("suiro.group.lag.left.out", lags, it -> it.get().leftOut())
                .description("Groups with offsets that are less far behind and have no time series of their own")
                .register(registry);
        refresh();
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<GroupCounts> value) {
        Gauge.builder(name, counts, it -> value.applyAsDouble(it.get()))
                .description(description)
                .register(registry);
    }

    private void state(MeterRegistry registry, String type, String state, ToDoubleFunction<GroupCounts> value) {
        Gauge.builder("suiro.groups.by.state", counts, it -> value.applyAsDouble(it.get()))
                .description("Groups by type, and the classic ones by state")
                .tag("type", type)
                .tag("state", state)
                .register(registry);
    }

    private void rebalances(MeterRegistry registry, String type, ToLongFunction<Rebalances> value) {
        FunctionCounter.builder("suiro.group.rebalances", rebalances, value::applyAsLong)
                .description("Generations of classic groups, epochs of the others")
                .tag("type", type)
                .register(registry);
    }

    /** Called now and then, by any thread that may block shortly. */
    public synchronized void refresh() {
        List<GroupLags.Lag> furthest = lags.get().furthest();
        show(records, furthest, GroupLags.Lag::records);
        show(seconds, furthest, lag -> lag.ms() < 0 ? Double.NaN : lag.ms() / MS_PER_SECOND);
    }

    private static void show(
            @Nullable MultiGauge gauge, List<GroupLags.Lag> furthest, ToDoubleFunction<GroupLags.Lag> value) {
        List<MultiGauge.Row<?>> rows = furthest.stream()
                .<MultiGauge.Row<?>>map(
                        lag -> MultiGauge.Row.of(Tags.of("group", lag.groupId()), value.applyAsDouble(lag)))
                .toList();
        Objects.requireNonNull(gauge, "bound to no registry").register(rows, true);
    }
}
