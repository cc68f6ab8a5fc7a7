package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatProbeTest {
    private final AtomicLong finished = new AtomicLong();
    private final ManualTime time = new ManualTime();
    private final Queue<Runnable> lane = new ArrayDeque<>();
    private final HeartbeatProbe probe = new HeartbeatProbe(time, time, 1_000, 5_000);

    @BeforeEach
    void watchTwo() {
        probe.watch("lane-0", lane::add);
        probe.watch("loop-0", Runnable::run);
    }

    @Test
    void threadsThatAnswerAreNotStuck() {
        probe.start();
        lane.remove().run();
        time.advance(6_000);
        lane.remove().run();
        assertThat(probe.stuckMs()).isEmpty();
    }

    @Test
    void aThreadThatDoesNotAnswerWithinTheLimitIsNamedWithItsAge() {
        probe.start();
        time.advance(5_000);
        assertThat(probe.stuckMs()).isEmpty();
        time.advance(1_000);
        assertThat(probe.stuckMs()).containsOnly(Map.entry("lane-0", 6_000L));
    }

    @Test
    void aBusyThreadThatFinishesTasksIsNotStuckThoughItsHeartbeatWaits() {
        probe.watch("lane-1", task -> {}, finished::get);
        probe.start();
        lane.remove().run();
        for (int i = 0; i < 5; i++) {
            finished.incrementAndGet();
            time.advance(3_000);
            lane.clear();
        }
        assertThat(probe.stuckMs()).doesNotContainKey("lane-1");

        time.advance(6_000);
        assertThat(probe.stuckMs()).containsKey("lane-1");
    }

    @Test
    void aStuckThreadCollectsNoHeartbeats() {
        probe.start();
        time.advance(6_000);
        time.advance(6_000);
        assertThat(lane).hasSize(1);
    }

    @Test
    void aThreadThatGoesOnIsNoLongerStuck() {
        probe.start();
        time.advance(6_000);
        lane.remove().run();
        assertThat(probe.stuckMs()).isEmpty();
    }

    @Test
    void afterCloseNoMoreHeartbeatsAreSent() {
        probe.start();
        lane.remove().run();
        probe.close();
        time.advance(6_000);
        assertThat(lane).isEmpty();
    }

    /** Time that stands still until it is advanced; one timer is enough here. */
    private static final class ManualTime implements Clock, Scheduler {
        private long nowMs;
        private Runnable next = () -> {};

        @Override
        public long nowMs() {
            return nowMs;
        }

        @Override
        public long nanoTime() {
            return nowMs * 1_000_000;
        }

        @Override
        public Timer schedule(long delayMs, Runnable task) {
            next = task;
            return () -> next = () -> {};
        }

        void advance(long ms) {
            nowMs += ms;
            next.run();
        }
    }
}
