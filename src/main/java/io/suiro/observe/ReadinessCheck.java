package io.suiro.observe;

import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Up while clients get all they may ask for: started, every log directory online, metadata read, groups loaded. Says
 * which of these is missing.
 */
public final class ReadinessCheck implements HealthCheck {
    private final Vitals vitals;

    public ReadinessCheck(Vitals vitals) {
        this.vitals = vitals;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, Boolean> directories = vitals.logDirectories();
        boolean started = vitals.recovery().done();
        boolean metadata = vitals.metadataLoaded();
        boolean groups = vitals.groupsLoaded();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("serves clients")
                .status(started && metadata && groups && !directories.containsValue(false))
                .withData("started", started)
                .withData("metadata loaded", metadata)
                .withData("groups loaded", groups);
        directories.forEach((path, online) -> answer.withData(path, online ? "online" : "offline"));
        return answer.build();
    }
}
