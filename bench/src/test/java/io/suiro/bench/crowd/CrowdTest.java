package io.suiro.bench.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.bench.BrokerHere;
import io.suiro.bench.crowd.PhaseTally.Ask;
import io.suiro.bench.load.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members of a broker in this JVM: not how fast they are served, but that they share, and that what they ask is counted. */
class CrowdTest {
    private static final int PARTITIONS = 12;

    @TempDir
    Path data;

    private BrokerHere broker;
    private Setting setting;

    @BeforeEach
    void start() throws IOException {
        broker = new BrokerHere(data);
        try (Cluster cluster = Cluster.connect(broker.bootstrap())) {
            cluster.create("t", PARTITIONS, 1);
            setting = new Setting(broker.bootstrap(), "t", cluster.topicId("t"), PARTITIONS, 50);
        }
    }

    @AfterEach
    void stop() throws IOException {
        broker.close();
    }

    @Test
    void theOthersShareWhatOneThatLeavesHad() throws Exception {
        try (Crowd crowd = new Crowd(setting, 2, 5)) {
            assertThat(crowd.gather()).isPositive();
            assertThat(crowd.leave()).isPositive();

            assertThat(crowd.isDisjoint()).isTrue();
            assertThat(crowd.tally().take().fenced()).isZero();
        }
    }

    @Test
    void whateverIsAskedIsCounted() throws Exception {
        try (Crowd crowd = new Crowd(setting, 1, 3)) {
            crowd.gather();
            crowd.tally().take();
            Set<Ask> counted = EnumSet.noneOf(Ask.class);

            await().until(() -> {
                PhaseTally.Phase rest = crowd.tally().take();
                assertThat(rest.errors()).isEmpty();
                rest.latencies().forEach((ask, nanos) -> {
                    if (nanos.getTotalCount() > 0) {
                        counted.add(ask);
                    }
                });
                return counted.containsAll(List.of(Ask.COMMIT, Ask.FIND_COORDINATOR));
            });
        }
    }
}
