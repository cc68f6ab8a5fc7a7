package io.suiro.observe;

import java.util.SortedMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Up while every event loop and every lane makes progress; names those that do not. A restart is the cure. */
public final class LivenessCheck implements HealthCheck {
    private final HeartbeatProbe probe;

    public LivenessCheck(HeartbeatProbe probe) {
        this.probe = probe;
    }

    @Override
    public HealthCheckResponse call() {
        SortedMap<String, Long> stuck = probe.stuckMs();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("threads make progress")
                .status(stuck.isEmpty())
                .withData("watched", probe.watched());
        stuck.forEach((thread, ms) -> answer.withData(thread, "stuck for " + ms + " ms"));
        return answer.build();
    }
}
