package io.suiro.observe;

import io.suiro.broker.Storage;
import java.util.Objects;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether clients get all that they may ask for, a check for each thing that it takes: started, metadata current, log directories online,
 * registered and not fenced, groups and transactions loaded. A controller must have been heard of lately: without one nobody can
 * tell whether others lead by now. What keeps no client from the rest is named by a check that is always up: damaged batches,
 * partitions that cannot be compacted.
 */
public final class ReadinessChecks {
    private static final int MOST_NAMED = 10;
    /** Longer than any election takes, and than a restart of the controller. */
    private static final long CONTROLLER_MISSED_MS = 30_000;

    private final Vitals vitals;

    public ReadinessChecks(Vitals vitals) {
        this.vitals = vitals;
    }

    /** Recovery is done, and the Kafka port is open. */
    public HealthCheckResponse started() {
        Vitals.Recovery recovery = vitals.recovery();
        return HealthCheckResponse.named("started")
                .status(recovery.done())
                .withData("phase", recovery.phase().words())
                .build();
    }

    /** What this broker knows of the cluster is not older than a controller's absence may make it. */
    public HealthCheckResponse metadata() {
        Vitals.Metadata metadata = vitals.metadata();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("metadata is current")
                .status(metadata.current() && metadata.controllerMissedMs() < CONTROLLER_MISSED_MS)
                .withData("was current once", metadata.current())
                .withData("last entry", metadata.index())
                .withData("controller", metadata.controllerId());
        if (metadata.controllerMissedMs() > 0) {
            answer.withData("no controller for ms", metadata.controllerMissedMs());
        }
        if (metadata.controllerAnsweredMsAgo() >= 0) {
            answer.withData("controller answered ms ago", metadata.controllerAnsweredMsAgo());
        }
        return answer.build();
    }

    /** All of them; what took one offline is told. */
    public HealthCheckResponse directories() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("log directories are online");
        boolean online = true;
        for (Vitals.Directory directory : vitals.logDirectories()) {
            online &= directory.state() != Storage.State.OFFLINE;
            answer.withData(directory.path(), inWords(directory));
        }
        return answer.status(online).build();
    }

    /** As far as this broker has heard. */
    public HealthCheckResponse membership() {
        Vitals.Membership membership = vitals.membership();
        return HealthCheckResponse.named("registered and not fenced")
                .status(membership.serving())
                .withData("broker epoch", membership.brokerEpoch())
                .build();
    }

    /** Of the partitions that this broker leads. */
    public HealthCheckResponse coordinators() {
        Vitals.Coordinators coordinators = vitals.coordinators();
        return HealthCheckResponse.named("groups and transactions are loaded")
                .status(coordinators.loaded())
                .withData("partitions of groups led", coordinators.groupsLed())
                .withData("partitions of groups loaded", coordinators.groupsLoaded())
                .withData("partitions of transactions led", coordinators.transactionsLed())
                .withData("partitions of transactions loaded", coordinators.transactionsLoaded())
                .build();
    }

    /** Always up. */
    public HealthCheckResponse damage() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("damage that is passed over").up();
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

    private static String inWords(Vitals.Directory directory) {
        return switch (directory.state()) {
            case ONLINE -> "online";
            case FULL -> "full: writes are refused, reads go on";
            case OFFLINE -> "offline: " + Objects.requireNonNullElse(directory.failure(), "failed");
        };
    }
}
