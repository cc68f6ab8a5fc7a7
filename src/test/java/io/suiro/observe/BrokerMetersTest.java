package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.suiro.broker.LogCleaner;
import io.suiro.broker.Scrubber;
import io.suiro.broker.Storage;
import io.suiro.broker.Traffic;
import io.suiro.log.CorruptBatch;
import io.suiro.observe.Vitals.Directory;
import io.suiro.observe.Vitals.Phase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerMetersTest {
    private final FixedVitals vitals = new FixedVitals();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void bind() {
        new BrokerMeters(new Traffic(), vitals).bindTo(registry);
    }

    @Test
    void transactionalIdsAndDirectoriesInTroubleAreGauges() {
        vitals.directories = List.of(
                new Directory("/one", Storage.State.ONLINE, null),
                new Directory("/two", Storage.State.OFFLINE, "it failed"),
                new Directory("/three", Storage.State.FULL, null));
        assertThat(gauge("suiro.transactional.ids")).isEqualTo(2);
        assertThat(gauge("suiro.log.directories.offline")).isOne();
        assertThat(gauge("suiro.log.directories.full")).isOne();
    }

    @Test
    void aStartCanBeFollowed() {
        vitals.recovery = new Vitals.Recovery(Phase.OPENS_LOGS, 2, 3);
        assertThat(gauge("suiro.start.logs.found")).isEqualTo(3);
        assertThat(gauge("suiro.start.logs.open")).isEqualTo(2);
        assertThat(gauge("suiro.start.done")).isZero();
        vitals.recovery = new Vitals.Recovery(Phase.SERVES, 3, 3);
        assertThat(gauge("suiro.start.done")).isOne();
    }

    @Test
    void howLongTheControllerHasNotAnsweredIsATimeAndNoNumberBeforeItDid() {
        assertThat(registry.get("suiro.controller.answered.ago").timeGauge().value(TimeUnit.MILLISECONDS))
                .isEqualTo(40);
        vitals.metadata = new Vitals.Metadata(false, -1, -1, 0, -1);
        assertThat(registry.get("suiro.controller.answered.ago").timeGauge().value(TimeUnit.MILLISECONDS))
                .isNaN();
    }

    @Test
    void compactionIsMetered() {
        vitals.compaction =
                new LogCleaner.Progress(3, 4_000, 1_000, 0.25, Map.of(new TopicPartition("a", 0), "not sound"));
        assertThat(counter("suiro.log.cleanings")).isEqualTo(3);
        assertThat(counter("suiro.log.cleaner.read")).isEqualTo(4_000);
        assertThat(counter("suiro.log.cleaner.freed")).isEqualTo(1_000);
        assertThat(gauge("suiro.log.cleaner.max.dirty.ratio")).isEqualTo(0.25);
        assertThat(gauge("suiro.log.cleaner.uncleanable.partitions")).isOne();
    }

    @Test
    void scrubbingIsMetered() {
        vitals.scrubbing = new Scrubber.Progress(
                5_000, List.of(new CorruptBatch(new TopicPartition("a", 0), Path.of("a.log"), 0, 0, "damaged")));
        assertThat(counter("suiro.log.scrubbed")).isEqualTo(5_000);
        assertThat(gauge("suiro.log.corrupt.batches")).isOne();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double counter(String name) {
        return registry.get(name).functionCounter().count();
    }
}
