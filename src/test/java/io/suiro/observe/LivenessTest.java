package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import io.suiro.base.Clock;
import io.suiro.base.LaneThread;
import io.suiro.base.TimerThread;
import io.suiro.base.Uninterrupted;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Liveness of a real broker, with less patience than the application has. */
class LivenessTest {
    private static final long LIMIT_MS = 200;

    @TempDir
    private Path data;

    @Test
    void aWriterThatIsStuckIsNamedAndOneThatGoesOnIsNot() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (TestBroker broker = TestBroker.start(data);
                TimerThread timer = new TimerThread("test-probes");
                HeartbeatProbe probe = new HeartbeatProbe(Clock.SYSTEM, timer, LIMIT_MS / 10, LIMIT_MS)) {
            List<LaneThread> lanes = broker.broker().lanes();
            for (int i = 0; i < lanes.size(); i++) {
                LaneThread lane = lanes.get(i);
                probe.watch("lane-" + i, lane, lane::finished);
            }
            probe.start();
            LivenessCheck check = new LivenessCheck(probe);
            assertThat(check.call().getStatus()).isEqualTo(Status.UP);
            assertThat(check.call().getData().orElseThrow()).containsEntry("watched", (long) lanes.size());

            lanes.getFirst().execute(() -> Uninterrupted.await(goOn::await));

            await().until(() -> check.call().getStatus() == Status.DOWN);
            HealthCheckResponse stuck = check.call();
            assertThat(stuck.getData().orElseThrow()).containsOnlyKeys("watched", "lane-0");
            goOn.countDown();
            await().until(() -> check.call().getStatus() == Status.UP);
        } finally {
            goOn.countDown();
        }
    }
}
