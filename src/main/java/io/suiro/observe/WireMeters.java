package io.suiro.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.internal.PlatformDependent;
import io.suiro.base.RequestContext;
import io.suiro.wire.WireObserver;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * Meters of the Kafka door: connections, and rate, latency and size of requests per API. The meters of every API exist
 * from the start, so that an event loop only looks them up in an array.
 */
public final class WireMeters implements WireObserver {
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger ofBrokers = new AtomicInteger();
    private final Counter opened;
    private final Counter refusedConnections;
    private final Counter violations;
    private final Map<ApiKeys, Api> apis = new EnumMap<>(ApiKeys.class);

    /** @param served the APIs to meter */
    public WireMeters(MeterRegistry registry, Iterable<ApiKeys> served) {
        this.registry = registry;
        Gauge.builder("suiro.connections", connections, AtomicInteger::get)
                .description("Open connections of Kafka clients")
                .register(registry);
        Gauge.builder("suiro.connections.brokers", ofBrokers, AtomicInteger::get)
                .description(
                        "Open connections on which other brokers send requests of Kafka's protocol: they follow, or speak for clients")
                .register(registry);
        Gauge.builder("suiro.direct.memory", WireMeters::directBytes)
                .description("Memory outside the heap that buffers have, most of them of connections")
                .baseUnit("bytes")
                .register(registry);
        opened = Counter.builder("suiro.connections.opened")
                .description("Connections that were accepted")
                .register(registry);
        refusedConnections = Counter.builder("suiro.connections.refused")
                .description("Connections that a limit kept out")
                .register(registry);
        violations = Counter.builder("suiro.protocol.violations")
                .description("Connections closed because they sent what is not Kafka's protocol")
                .register(registry);
        served.forEach(api -> apis.put(api, new Api(registry, api.name)));
    }

    /** The JVM counts the buffers that it has made, Netty, where it may, makes its own and counts them itself. */
    private static long directBytes() {
        return Math.max(0, PlatformDependent.usedDirectMemory())
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }

    @Override
    public void connectionOpened(long connectionId) {
        if (isBroker(connectionId)) {
            ofBrokers.incrementAndGet();
        } else {
            connections.incrementAndGet();
            opened.increment();
        }
    }

    @Override
    public void connectionClosed(long connectionId) {
        (isBroker(connectionId) ? ofBrokers : connections).decrementAndGet();
    }

    private static boolean isBroker(long connectionId) {
        return connectionId < RequestContext.NO_CONNECTION;
    }

    @Override
    public void connectionRefused() {
        refusedConnections.increment();
    }

    @Override
    public void protocolViolated(long connectionId) {
        violations.increment();
    }

    @Override
    public void requestCompleted(ApiKeys api, short version, long requestBytes, long answerBytes, long nanos) {
        Api meters = apis.get(api);
        if (meters != null) {
            meters.latency.record(nanos, TimeUnit.NANOSECONDS);
            meters.requestBytes.record((double) requestBytes);
            meters.answerBytes.record((double) answerBytes);
        }
    }

    @Override
    public void requestRefused(ApiKeys api, Errors code) {
        Counter.builder("suiro.requests.refused")
                .description("Requests that were refused as a whole")
                .tag("api", api.name)
                .tag("error", code.name())
                .register(registry)
                .increment();
    }

    private record Api(Timer latency, DistributionSummary requestBytes, DistributionSummary answerBytes) {
        Api(MeterRegistry registry, String name) {
            this(
                    Timer.builder("suiro.requests")
                            .description("From the whole request being received to its answer being written")
                            .tag("api", name)
                            .serviceLevelObjectives(LATENCIES)
                            .register(registry),
                    DistributionSummary.builder("suiro.request.size")
                            .description("Requests, without their length prefix")
                            .baseUnit("bytes")
                            .tag("api", name)
                            .register(registry),
                    DistributionSummary.builder("suiro.answer.size")
                            .description("Answers, with their length prefix")
                            .baseUnit("bytes")
                            .tag("api", name)
                            .register(registry));
        }
    }
}
