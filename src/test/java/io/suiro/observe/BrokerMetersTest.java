package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.suiro.broker.LogCleaner;
import io.suiro.broker.Scrubber;
import io.suiro.broker.Storage;
import io.suiro.broker.Traffic;
import io.suiro.log.CorruptBatch;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BrokerMetersTest {
    private final Map<TopicPartition, Long> sizes = new HashMap<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BrokerMeters meters = new BrokerMeters(new Traffic(), new SizedBroker(sizes));

    @Test
    void logSizesAreSummedByTopic() {
        sizes.put(new TopicPartition("a", 0), 10L);
        sizes.put(new TopicPartition("a", 1), 5L);
        sizes.put(new TopicPartition("b", 0), 1L);
        meters.bindTo(registry);
        assertThat(size("a")).isEqualTo(15);
        assertThat(size("b")).isEqualTo(1);
    }

    @Test
    void aRefreshFollowsGrowthAndForgetsDeletedTopics() {
        sizes.put(new TopicPartition("a", 0), 10L);
        sizes.put(new TopicPartition("b", 0), 1L);
        meters.bindTo(registry);
        sizes.put(new TopicPartition("a", 0), 20L);
        sizes.remove(new TopicPartition("b", 0));
        meters.refresh();
        assertThat(size("a")).isEqualTo(20);
        assertThat(registry.find("suiro.log.size").gauges()).hasSize(1);
    }

    @Test
    void theGroupCountAndDirectoriesInTroubleAreGauges() {
        meters.bindTo(registry);
        assertThat(registry.get("suiro.groups").gauge().value()).isEqualTo(7);
        assertThat(registry.get("suiro.transactional.ids").gauge().value()).isEqualTo(2);
        assertThat(registry.get("suiro.log.directories.offline").gauge().value())
                .isEqualTo(1);
        assertThat(registry.get("suiro.log.directories.full").gauge().value()).isEqualTo(1);
    }

    @Test
    void compactionIsMetered() {
        meters.bindTo(registry);
        assertThat(registry.get("suiro.log.cleanings").functionCounter().count())
                .isEqualTo(3);
        assertThat(registry.get("suiro.log.cleaner.read").functionCounter().count())
                .isEqualTo(4_000);
        assertThat(registry.get("suiro.log.cleaner.freed").functionCounter().count())
                .isEqualTo(1_000);
        assertThat(registry.get("suiro.log.cleaner.max.dirty.ratio").gauge().value())
                .isEqualTo(0.25);
        assertThat(registry.get("suiro.log.cleaner.uncleanable.partitions")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void scrubbingIsMetered() {
        meters.bindTo(registry);
        assertThat(registry.get("suiro.log.scrubbed").functionCounter().count()).isEqualTo(5_000);
        assertThat(registry.get("suiro.log.corrupt.batches").gauge().value()).isEqualTo(1);
    }

    private double size(String topic) {
        return registry.get("suiro.log.size").tag("topic", topic).gauge().value();
    }

    private record SizedBroker(Map<TopicPartition, Long> logSizesBytes) implements Vitals {
        @Override
        public Recovery recovery() {
            return new Recovery(0, 0, true);
        }

        @Override
        public Map<String, Storage.State> logDirectories() {
            return Map.of("/one", Storage.State.ONLINE, "/two", Storage.State.OFFLINE, "/three", Storage.State.FULL);
        }

        @Override
        public boolean metadataLoaded() {
            return true;
        }

        @Override
        public Membership membership() {
            return new Membership(true, 0);
        }

        @Override
        public boolean coordinatorsLoaded() {
            return true;
        }

        @Override
        public int groups() {
            return 7;
        }

        @Override
        public int transactionalIds() {
            return 2;
        }

        @Override
        public Scrubber.Progress scrubbing() {
            return new Scrubber.Progress(
                    5_000, List.of(new CorruptBatch(new TopicPartition("a", 0), Path.of("a.log"), 0, 0, "damaged")));
        }

        @Override
        public LogCleaner.Progress compaction() {
            return new LogCleaner.Progress(
                    3, 4_000, 1_000, 0.25, Map.of(new TopicPartition("a", 0), "a batch is not sound"));
        }
    }
}
