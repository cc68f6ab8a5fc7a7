package io.suiro.observe;

import io.suiro.observe.Vitals.Recovery;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Up once recovery is done and clients are served; before that it says what is under way, and how many logs are open already. */
public final class StartupCheck implements HealthCheck {
    private final Vitals vitals;

    public StartupCheck(Vitals vitals) {
        this.vitals = vitals;
    }

    @Override
    public HealthCheckResponse call() {
        Recovery recovery = vitals.recovery();
        return HealthCheckResponse.named("recovery")
                .status(recovery.done())
                .withData("phase", recovery.phase().words())
                .withData("logs open", recovery.opened())
                .withData("logs found", recovery.found())
                .build();
    }
}
