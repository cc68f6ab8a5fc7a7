package io.suiro.observe;

import io.suiro.broker.Storage;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Up while clients get all they may ask for: started, every log directory online, metadata read, groups and transactions loaded, registered and not
 * fenced, and a controller heard of lately: without one nobody can tell whether others lead by now. Says
 * which of these is missing, and names what keeps no client from the rest: a directory without room for writes, partitions
 * that cannot be compacted, damaged batches.
 */
public final class ReadinessCheck implements HealthCheck {
    private static final int MOST_NAMED = 10;
    /** Longer than any election takes, and than a restart of the controller. */
    private static final long CONTROLLER_MISSED_MS = 30_000;

    private final Vitals vitals;

    public ReadinessCheck(Vitals vitals) {
        this.vitals = vitals;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, Storage.State> directories = vitals.logDirectories();
        boolean started = vitals.recovery().done();
        boolean metadata = vitals.metadataLoaded();
        boolean coordinators = vitals.coordinatorsLoaded();
        Vitals.Membership membership = vitals.membership();
        boolean controller = membership.controllerMissedMs() < CONTROLLER_MISSED_MS;
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("serves clients")
                .status(started
                        && metadata
                        && coordinators
                        && membership.serving()
                        && controller
                        && !directories.containsValue(Storage.State.OFFLINE))
                .withData("started", started)
                .withData("metadata loaded", metadata)
                .withData("groups and transactions loaded", coordinators)
                .withData("registered and not fenced", membership.serving());
        if (membership.controllerMissedMs() > 0) {
            answer.withData("no controller for ms", membership.controllerMissedMs());
        }
        directories.forEach((path, state) -> answer.withData(path, inWords(state)));
        vitals.compaction().uncleanable().entrySet().stream()
                .limit(MOST_NAMED)
                .forEach(one -> answer.withData(one.getKey() + " cannot be compacted", one.getValue()));
        vitals.scrubbing().corrupt().stream()
                .limit(MOST_NAMED)
                .forEach(one -> answer.withData(
                        one.topicPartition() + " is damaged at offset " + one.offset(),
                        one.file() + " at position " + one.position() + ": " + one.what()));
        return answer.build();
    }

    private static String inWords(Storage.State state) {
        return switch (state) {
            case ONLINE -> "online";
            case FULL -> "full: writes are refused, reads go on";
            case OFFLINE -> "offline";
        };
    }
}
