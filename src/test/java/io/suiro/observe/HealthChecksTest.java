package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.broker.LogCleaner;
import io.suiro.broker.Scrubber;
import io.suiro.broker.Storage;
import io.suiro.log.CorruptBatch;
import io.suiro.observe.Vitals.Coordinators;
import io.suiro.observe.Vitals.Directory;
import io.suiro.observe.Vitals.Membership;
import io.suiro.observe.Vitals.Metadata;
import io.suiro.observe.Vitals.Phase;
import io.suiro.observe.Vitals.Recovery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
    private final FixedVitals vitals = new FixedVitals();
    private final ReadinessChecks ready = new ReadinessChecks(vitals);

    @Test
    void recoveryReportsHowFarItHasComeAndWhatIsUnderWay() {
        vitals.recovery = new Recovery(Phase.OPENS_LOGS, 2, 3);
        HealthCheckResponse response = new StartupCheck(vitals).call();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(response.getData())
                .hasValue(Map.of(
                        "phase",
                        "opens the logs, and recovers those that were not closed cleanly",
                        "logs open",
                        2L,
                        "logs found",
                        3L));
        assertThat(ready.started().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void aBrokerThatServesIsStartedAndReady() {
        assertThat(new StartupCheck(vitals).call().getStatus()).isEqualTo(Status.UP);
        assertThat(List.of(
                        ready.started(),
                        ready.metadata(),
                        ready.directories(),
                        ready.membership(),
                        ready.coordinators(),
                        ready.damage()))
                .allSatisfy(check -> assertThat(check.getStatus()).isEqualTo(Status.UP));
    }

    @Test
    void anOfflineLogDirectoryIsNotReadyAndNamedWithItsCause() {
        vitals.directories = List.of(
                new Directory("/data", Storage.State.OFFLINE, "java.io.IOException: no such device"),
                new Directory("/more", Storage.State.ONLINE, null));
        HealthCheckResponse response = ready.directories();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(response.getData())
                .hasValue(Map.of("/data", "offline: java.io.IOException: no such device", "/more", "online"));
    }

    @Test
    void aFullLogDirectoryIsReadyAndNamed() {
        vitals.directories = List.of(new Directory("/data", Storage.State.FULL, null));
        HealthCheckResponse response = ready.directories();
        assertThat(response.getStatus()).isEqualTo(Status.UP);
        assertThat(data(response)).containsEntry("/data", "full: writes are refused, reads go on");
    }

    @Test
    void groupsThatAreStillReadAreNotReady() {
        vitals.coordinators = new Coordinators(49, 50, 50, 50);
        HealthCheckResponse response = ready.coordinators();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(data(response))
                .containsEntry("partitions of groups loaded", 49L)
                .containsEntry("partitions of groups led", 50L);
    }

    @Test
    void aPartitionThatCannotBeCompactedIsNamedAndTheBrokerReady() {
        vitals.compaction =
                new LogCleaner.Progress(0, 0, 0, 0, Map.of(new TopicPartition("orders", 3), "a batch is not sound"));
        HealthCheckResponse response = ready.damage();
        assertThat(response.getStatus()).isEqualTo(Status.UP);
        assertThat(data(response)).containsEntry("orders-3 cannot be compacted", "a batch is not sound");
    }

    @Test
    void aDamagedBatchIsNamedAndTheBrokerReady() {
        CorruptBatch batch = new CorruptBatch(
                new TopicPartition("orders", 3), Path.of("/data/orders-3/0.log"), 70, 12, "it fails its checksum");
        vitals.scrubbing = new Scrubber.Progress(0, List.of(batch));
        HealthCheckResponse response = ready.damage();
        assertThat(response.getStatus()).isEqualTo(Status.UP);
        assertThat(data(response))
                .containsEntry(
                        "orders-3 is damaged at offset 12",
                        "/data/orders-3/0.log at position 70: it fails its checksum");
    }

    @Test
    void metadataThatIsNotKnownToBeCurrentIsNotReady() {
        vitals.metadata = new Metadata(false, -1, -1, 0, -1);
        HealthCheckResponse response = ready.metadata();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(data(response)).containsEntry("was current once", false);
    }

    @Test
    void aBrokerThatIsFencedIsNotReady() {
        vitals.membership = new Membership(false, 7);
        HealthCheckResponse response = ready.membership();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(data(response)).containsEntry("broker epoch", 7L);
    }

    @Test
    void anElectionOfAControllerIsNoReasonButItsLackForLongIs() {
        vitals.metadata = new Metadata(true, 120, -1, 29_999, 30_100);
        assertThat(ready.metadata().getStatus()).isEqualTo(Status.UP);
        vitals.metadata = new Metadata(true, 120, -1, 30_000, 30_101);
        HealthCheckResponse response = ready.metadata();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(data(response))
                .containsEntry("no controller for ms", 30_000L)
                .containsEntry("controller answered ms ago", 30_101L)
                .containsEntry("last entry", 120L);
    }

    private static Map<String, Object> data(HealthCheckResponse response) {
        return response.getData().orElseThrow();
    }
}
