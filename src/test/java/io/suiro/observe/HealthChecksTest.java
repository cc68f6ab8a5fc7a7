package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.broker.LogCleaner;
import io.suiro.broker.Scrubber;
import io.suiro.broker.Storage;
import io.suiro.log.CorruptBatch;
import io.suiro.observe.Vitals.Membership;
import io.suiro.observe.Vitals.Recovery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
    private static final Recovery DONE = new Recovery(3, 3, true);

    private boolean metadataLoaded = true;
    private Membership membership = new Membership(true, 0);

    @Test
    void recoveryReportsHowFarItHasCome() {
        HealthCheckResponse response = new StartupCheck(broker(new Recovery(2, 3, false), true, true)).call();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(response.getData()).hasValue(Map.of("logs open", 2L, "logs found", 3L));
    }

    @Test
    void aBrokerThatServesIsStartedAndReady() {
        assertThat(new StartupCheck(broker(DONE, true, true)).call().getStatus())
                .isEqualTo(Status.UP);
        assertThat(new ReadinessCheck(broker(DONE, true, true)).call().getStatus())
                .isEqualTo(Status.UP);
    }

    @Test
    void anOfflineLogDirectoryIsNotReadyAndNamed() {
        HealthCheckResponse response = new ReadinessCheck(broker(DONE, false, true)).call();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(response.getData().orElseThrow()).containsEntry("/data", "offline");
    }

    @Test
    void aFullLogDirectoryIsReadyAndNamed() {
        HealthCheckResponse response =
                new ReadinessCheck(broker(DONE, Storage.State.FULL, true, LogCleaner.Progress.NONE)).call();
        assertThat(response.getStatus()).isEqualTo(Status.UP);
        assertThat(response.getData().orElseThrow()).containsEntry("/data", "full: writes are refused, reads go on");
    }

    @Test
    void groupsThatAreStillReadAreNotReady() {
        HealthCheckResponse response = new ReadinessCheck(broker(DONE, true, false)).call();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(response.getData().orElseThrow()).containsEntry("groups and transactions loaded", false);
    }

    @Test
    void beforeRecoveryIsDoneItIsNotReady() {
        assertThat(new ReadinessCheck(broker(new Recovery(0, 0, false), true, true))
                        .call()
                        .getStatus())
                .isEqualTo(Status.DOWN);
    }

    @Test
    void aPartitionThatCannotBeCompactedIsNamedAndTheBrokerReady() {
        LogCleaner.Progress compaction =
                new LogCleaner.Progress(0, 0, 0, 0, Map.of(new TopicPartition("orders", 3), "a batch is not sound"));
        HealthCheckResponse response = new ReadinessCheck(broker(DONE, Storage.State.ONLINE, true, compaction)).call();
        assertThat(response.getStatus()).isEqualTo(Status.UP);
        assertThat(response.getData().orElseThrow())
                .containsEntry("orders-3 cannot be compacted", "a batch is not sound");
    }

    @Test
    void aDamagedBatchIsNamedAndTheBrokerReady() {
        CorruptBatch batch = new CorruptBatch(
                new TopicPartition("orders", 3), Path.of("/data/orders-3/0.log"), 70, 12, "it fails its checksum");
        HealthCheckResponse response = new ReadinessCheck(broker(
                        DONE,
                        Storage.State.ONLINE,
                        true,
                        LogCleaner.Progress.NONE,
                        new Scrubber.Progress(0, List.of(batch))))
                .call();
        assertThat(response.getStatus()).isEqualTo(Status.UP);
        assertThat(response.getData().orElseThrow())
                .containsEntry(
                        "orders-3 is damaged at offset 12",
                        "/data/orders-3/0.log at position 70: it fails its checksum");
    }

    @Test
    void metadataThatIsNotKnownToBeCurrentIsNotReady() {
        metadataLoaded = false;
        HealthCheckResponse response = new ReadinessCheck(broker(DONE, true, true)).call();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(response.getData().orElseThrow()).containsEntry("metadata loaded", false);
    }

    @Test
    void aBrokerThatIsFencedIsNotReady() {
        membership = new Membership(false, 0);
        HealthCheckResponse response = new ReadinessCheck(broker(DONE, true, true)).call();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(response.getData().orElseThrow()).containsEntry("registered and not fenced", false);
    }

    @Test
    void anElectionOfAControllerIsNoReasonButItsLackForLongIs() {
        membership = new Membership(true, 29_999);
        assertThat(new ReadinessCheck(broker(DONE, true, true)).call().getStatus())
                .isEqualTo(Status.UP);
        membership = new Membership(true, 30_000);
        HealthCheckResponse response = new ReadinessCheck(broker(DONE, true, true)).call();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(response.getData().orElseThrow()).containsEntry("no controller for ms", 30_000L);
    }

    private Vitals broker(Recovery recovery, boolean online, boolean coordinatorsLoaded) {
        return broker(
                recovery,
                online ? Storage.State.ONLINE : Storage.State.OFFLINE,
                coordinatorsLoaded,
                LogCleaner.Progress.NONE);
    }

    private Vitals broker(
            Recovery recovery, Storage.State directory, boolean coordinatorsLoaded, LogCleaner.Progress compaction) {
        return broker(recovery, directory, coordinatorsLoaded, compaction, Scrubber.Progress.NONE);
    }

    private Vitals broker(
            Recovery recovery,
            Storage.State directory,
            boolean coordinatorsLoaded,
            LogCleaner.Progress compaction,
            Scrubber.Progress scrubbing) {
        return new Vitals() {
            @Override
            public Scrubber.Progress scrubbing() {
                return scrubbing;
            }

            @Override
            public LogCleaner.Progress compaction() {
                return compaction;
            }

            @Override
            public Recovery recovery() {
                return recovery;
            }

            @Override
            public Map<String, Storage.State> logDirectories() {
                return Map.of("/data", directory);
            }

            @Override
            public boolean metadataLoaded() {
                return metadataLoaded;
            }

            @Override
            public Membership membership() {
                return membership;
            }

            @Override
            public boolean coordinatorsLoaded() {
                return coordinatorsLoaded;
            }

            @Override
            public int groups() {
                return 0;
            }

            @Override
            public int transactionalIds() {
                return 0;
            }

            @Override
            public Map<TopicPartition, Long> logSizesBytes() {
                return Map.of();
            }
        };
    }
}
