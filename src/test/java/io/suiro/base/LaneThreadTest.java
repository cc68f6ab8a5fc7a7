package io.suiro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaneThreadTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Clock clock = new Clock() {
        @Override
        public long nowMs() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return nanos.get();
        }
    };

    @Test
    void oneTaskRunsAtATimeAndThoseOfOneThreadInOrderWhicheverWayTheyCome() throws Exception {
        int callers = 4;
        int tasks = 50_000;
        List<List<Integer>> seen = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        AtomicBoolean running = new AtomicBoolean();
        AtomicBoolean overlapped = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(callers * tasks);
        try (LaneThread lane = new LaneThread("test-lane", Clock.SYSTEM)) {
            for (int caller = 0; caller < callers; caller++) {
                List<Integer> mine = new ArrayList<>();
                seen.add(mine);
                Random random = new Random(caller);
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < tasks; i++) {
                        int number = i;
                        Runnable task = () -> {
                            overlapped.compareAndSet(false, !running.compareAndSet(false, true) || !lane.isCurrent());
                            mine.add(number);
                            running.set(false);
                            done.countDown();
                        };
                        if (random.nextInt(4) == 0) {
                            lane.execute(task);
                        } else {
                            lane.executeSoon(task);
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(overlapped).isFalse();
        for (List<Integer> mine : seen) {
            assertThat(mine).hasSize(tasks).isSorted();
        }
    }

    @Test
    void anIdleLaneRunsItOnTheCaller() {
        try (LaneThread lane = new LaneThread("test-lane", clock)) {
            assertThat(threadOf(lane)).isSameAs(Thread.currentThread());
        }
    }

    @Test
    void aLaneThatIsAtWorkRunsItLater() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        try (LaneThread lane = new LaneThread("test-lane", clock)) {
            lane.execute(() -> {
                atWork.countDown();
                Uninterrupted.await(goOn::await);
            });
            atWork.await();
            lane.executeSoon(() -> ran.complete(Thread.currentThread()));
            assertThat(ran).isNotDone();
            goOn.countDown();
            assertThat(ran.join().getName()).isEqualTo("test-lane");
        }
    }

    @Test
    void aTaskWithinATaskWaitsForItsEnd() {
        List<String> order = new ArrayList<>();
        CompletableFuture<Void> inner = new CompletableFuture<>();
        try (LaneThread lane = new LaneThread("test-lane", clock)) {
            lane.executeSoon(() -> {
                lane.executeSoon(() -> {
                    order.add("inner");
                    inner.complete(null);
                });
                order.add("outer");
            });
            inner.join();
        }
        assertThat(order).containsExactly("outer", "inner");
    }

    @Test
    void afterOneLongTaskCallersAreNotHeldUpForASecond() {
        try (LaneThread lane = new LaneThread("test-lane", clock)) {
            lane.executeSoon(() -> nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(11)));
            assertThat(threadOf(lane).getName()).isEqualTo("test-lane");
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
            assertThat(threadOf(lane).getName()).isEqualTo("test-lane");
            nanos.addAndGet(1);
            // The lane may not have put down the task before.
            await().untilAsserted(() -> assertThat(threadOf(lane)).isSameAs(Thread.currentThread()));
        }
    }

    @Test
    void aTaskThatThrowsHarmsNeitherItsCallerNorTheNext() {
        try (LaneThread lane = new LaneThread("test-lane", clock)) {
            lane.executeSoon(() -> {
                throw new IllegalStateException("as the test asked");
            });
            assertThat(threadOf(lane)).isSameAs(Thread.currentThread());
        }
    }

    @Test
    void whatComesAfterTheEndIsDropped() {
        LaneThread lane = new LaneThread("test-lane", clock);
        lane.close();
        AtomicBoolean ran = new AtomicBoolean();
        lane.executeSoon(() -> ran.set(true));
        assertThat(ran).isFalse();
    }

    /** The thread that a task runs on, once the lane has nothing else to do. */
    private static Thread threadOf(LaneThread lane) {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        lane.executeSoon(() -> ran.complete(Thread.currentThread()));
        return ran.join();
    }
}
