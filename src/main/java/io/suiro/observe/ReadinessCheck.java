package io.suiro.observe;

import io.suiro.broker.Storage;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Up while clients get all they may ask for: started, every log directory online, metadata read, groups loaded. Says
 * which of these is missing, and names what keeps no client from the rest: a directory without room for writes, partitions
 * that cannot be compacted, damaged batches.
 */
public final class ReadinessCheck implements HealthCheck {
    private static final int MOST_NAMED = 10;

    private final Vitals vitals;

    public ReadinessCheck(Vitals vitals) {
        this.vitals = vitals;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, Storage.State> directories = vitals.logDirectories();
        boolean started = vitals.recovery().done();
        boolean metadata = vitals.metadataLoaded();
        boolean groups = vitals.groupsLoaded();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("serves clients")
                .status(started && metadata && groups && !directories.containsValue(Storage.State.OFFLINE))
                .withData("started", started)
                .withData("metadata loaded", metadata)
                .withData("groups loaded", groups);
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
