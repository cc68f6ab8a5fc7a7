package io.suiro.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.suiro.wire.peer.PeerOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClusterDefaultsTest {
    /** An embedded broker has those of {@link PeerOptions}. */
    @Test
    void theDefaultsOfAClusterAreTheSameInEveryProcess() {
        SuiroConfig.Cluster config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withMapping(SuiroConfig.class)
                .build()
                .getConfigMapping(SuiroConfig.class)
                .cluster();
        assertThat(config.host()).isEqualTo(PeerOptions.DEFAULT_HOST);
        assertThat(config.port()).isEqualTo(PeerOptions.DEFAULT_PORT);
        assertThat(config.voters()).isEqualTo(PeerOptions.DEFAULT_VOTERS);
        assertThat(config.heartbeatInterval()).isEqualTo(PeerOptions.DEFAULT_HEARTBEAT_INTERVAL);
        assertThat(config.sessionTimeout()).isEqualTo(PeerOptions.DEFAULT_SESSION_TIMEOUT);
        assertThat(config.electionTimeout()).isEqualTo(PeerOptions.DEFAULT_ELECTION_TIMEOUT);
    }
}
