package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.suiro.base.Clock;
import io.suiro.base.LaneThread;
import io.suiro.base.Uninterrupted;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class QueueMetersTest {
    private static final int TIMED_ONE_IN = 16;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private LongConsumer forces = took -> {};

    @Test
    void aTaskBehindAStuckOneIsCountedAndItsWaitTimed() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (LaneThread lane = new LaneThread("test-lane", new ManualClock(nanos))) {
            new QueueMeters(Map.of("partitions", List.of(lane)), told -> forces = told).bindTo(registry);
            lane.execute(() -> {
                atWork.countDown();
                Uninterrupted.await(goOn::await);
            });
            atWork.await();
            for (int i = 0; i < TIMED_ONE_IN; i++) {
                lane.execute(() -> {});
            }
            assertThat(registry.get("suiro.queue.size")
                            .tag("lane", "partitions")
                            .gauge()
                            .value())
                    .isEqualTo(1 + TIMED_ONE_IN);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
            goOn.countDown();
            Timer waits = registry.get("suiro.queue.wait").timer();
            await().untilAsserted(() -> assertThat(waits.count()).isEqualTo(2));
            assertThat(waits.max(TimeUnit.SECONDS)).isEqualTo(3);
        }
    }

    @Test
    void forcesAreTimed() {
        new QueueMeters(Map.of(), told -> forces = told).bindTo(registry);
        forces.accept(TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(registry.get("suiro.log.flush").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
    }

    private record ManualClock(AtomicLong nanos) implements Clock {
        @Override
        public long nowMs() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return nanos.get();
        }
    }
}
