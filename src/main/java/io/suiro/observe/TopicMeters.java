package io.suiro.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.suiro.broker.TopicTotals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters by topic: of the largest ones here, up to a number, and of all others together, so that sums are true. Partitions would be too
 * many for a time series each. The topics are looked up at each {@link #refresh}, never when a scrape asks.
 */
public final class TopicMeters implements MeterBinder {
    /** No topic can have that name. */
    static final String OTHERS = "(others)";

    private final int mostTopics;
    private final Supplier<Map<String, TopicTotals>> totals;
    private volatile int here;
    private @Nullable MultiGauge sizes;
    private @Nullable MultiGauge records;

    /**
     * Asks nothing yet.
     *
     * @param mostTopics that have a time series of their own
     * @param totals by topic; may take a while
     */
    public TopicMeters(int mostTopics, Supplier<Map<String, TopicTotals>> totals) {
        this.mostTopics = mostTopics;
        this.totals = totals;
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        sizes = MultiGauge.builder("suiro.log.size")
                .description("Bytes of all segments on this broker")
                .baseUnit("bytes")
                .register(registry);
        records = MultiGauge.builder("suiro.topic.records")
                .description("Offsets that partitions led here have given away: grows as producers append")
                .register(registry);
        Gauge.builder("suiro.topics", this, it -> it.here)
                .description("Topics that this broker has partitions of")
                .register(registry);
        Gauge.builder("suiro.topics.left.out", this, it -> Math.max(0, it.here - it.mostTopics))
                .description("Those of them that have no time series of their own, but share one")
                .register(registry);
        refresh();
    }

    /** Called every few seconds, by any thread that may block shortly. */
    public synchronized void refresh() {
        List<Map.Entry<String, TopicTotals>> largest = totals.get().entrySet().stream()
                .sorted(Map.Entry.<String, TopicTotals>comparingByValue(
                                Comparator.comparingLong(TopicTotals::bytes).reversed())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        here = largest.size();
        List<Map.Entry<String, TopicTotals>> shown = new ArrayList<>(largest.subList(0, Math.min(mostTopics, here)));
        if (here > mostTopics) {
            shown.add(Map.entry(
                    OTHERS,
                    largest.subList(mostTopics, here).stream()
                            .map(Map.Entry::getValue)
                            .reduce(new TopicTotals(0, 0), TopicTotals::plus)));
        }
        show(sizes, shown, TopicTotals::bytes);
        show(records, shown, TopicTotals::records);
    }

    private static void show(
            @Nullable MultiGauge gauge, List<Map.Entry<String, TopicTotals>> shown, ToLongFunction<TopicTotals> value) {
        List<MultiGauge.Row<?>> rows = shown.stream()
                .<MultiGauge.Row<?>>map(topic ->
                        MultiGauge.Row.of(Tags.of("topic", topic.getKey()), value.applyAsLong(topic.getValue())))
                .toList();
        Objects.requireNonNull(gauge, "bound to no registry").register(rows, true);
    }
}
