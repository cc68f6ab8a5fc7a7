package io.suiro.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.suiro.share.AcknowledgeType;
import io.suiro.share.SharePartitions;
import io.suiro.share.ShareSessions;
import java.util.Locale;

/** Meters of what share groups read from this broker. None has a tag with more values than members can say of a record. */
public final class ShareMeters implements MeterBinder {
    private final SharePartitions partitions;
    private final ShareSessions sessions;

    public ShareMeters(SharePartitions partitions, ShareSessions sessions) {
        this.partitions = partitions;
        this.sessions = sessions;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("suiro.share.sessions", sessions, ShareSessions::size)
                .description("Members of share groups that fetch from this broker")
                .register(registry);
        Gauge.builder("suiro.share.partitions", partitions, SharePartitions::size)
                .description("Partitions led here that share groups read, once for each group")
                .register(registry);
        Gauge.builder("suiro.share.records.in.flight", partitions, SharePartitions::inFlight)
                .description(
                        "Offsets from the first that is not done with to the last that was delivered, of all share partitions")
                .register(registry);
        FunctionCounter.builder("suiro.share.fetches", partitions.traffic(), it -> it.fetches())
                .description("Share fetches that were answered, with records or without")
                .register(registry);
        FunctionCounter.builder("suiro.share.records.delivered", partitions.traffic(), it -> it.delivered())
                .description("Offsets that were given to members, once for each time")
                .register(registry);
        FunctionCounter.builder("suiro.share.locks.expired", partitions.traffic(), it -> it.expired())
                .description("Offsets that were taken back because nobody said anything of them in time")
                .register(registry);
        for (AcknowledgeType type : AcknowledgeType.values()) {
            FunctionCounter.builder("suiro.share.acknowledgements", partitions.traffic(), it -> it.acknowledged(type))
                    .description("Offsets of which members have said what became of them, once that was stored")
                    .tag("type", type.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }
}
