package io.suiro.bench.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.bench.BrokerHere;
import io.suiro.bench.load.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of a broker in this JVM: not how fast they are, but that what is waited for happens. */
class GatheringTest {
    private static final String TOPIC = "t";
    private static final int PARTITIONS = 6;
    private static final int MEMBERS = 3;

    @TempDir
    Path data;

    private BrokerHere broker;

    @BeforeEach
    void start() throws IOException {
        broker = new BrokerHere(data);
        try (Cluster cluster = Cluster.connect(broker.bootstrap())) {
            cluster.create(TOPIC, PARTITIONS, 1);
        }
    }

    @AfterEach
    void stop() throws IOException {
        broker.close();
    }

    @Test
    void theOthersShareWhatOneThatLeavesHad() throws Exception {
        try (Gathering group = new Gathering(broker.bootstrap(), "classic", TOPIC, PARTITIONS, MEMBERS, false)) {
            assertThat(group.join()).isPositive();
            assertThat(group.leave()).isPositive();
        }
    }

    @Test
    void theOthersShareWhatOneThatIsKilledHad() throws Exception {
        try (Gathering group = new Gathering(broker.bootstrap(), "consumer", TOPIC, PARTITIONS, MEMBERS, true)) {
            group.join();
            assertThat(group.kill()).isPositive();
        }
    }
}
