package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import io.suiro.wire.peer.PeerOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedSettingsTest {
    @Test
    void aClusterHasTheDefaultsOfABrokersOwnProcess() {
        EmbeddedOptions options = options("cluster.peers", "a:9292, b:9292", "node.id", "7");
        assertThat(options.nodeId()).isEqualTo(7);
        assertThat(peers(options))
                .isEqualTo(new PeerOptions(
                        "suiro.embedded.cluster.",
                        List.of("a:9292", "b:9292"),
                        1,
                        "127.0.0.1",
                        9292,
                        null,
                        null,
                        null,
                        3,
                        Duration.ofMillis(200),
                        Duration.ofMillis(2_500),
                        Duration.ofSeconds(1)));
    }

    @Test
    void everythingCanBeSaid() {
        EmbeddedOptions options = options(
                "advertised-host", "app-1",
                "advertised-port", "1",
                "cluster.peers", "a:1",
                "cluster.expected", "2",
                "cluster.host", "0.0.0.0",
                "cluster.port", "0",
                "cluster.advertised-host", "b",
                "cluster.advertised-port", "3",
                "cluster.secret", "0123456789abcdef",
                "cluster.voters", "5",
                "cluster.heartbeat-interval", "10ms",
                "cluster.session-timeout", "PT1S",
                "cluster.election-timeout", "2s");
        assertThat(options.advertisedHost()).isEqualTo("app-1");
        assertThat(options.advertisedPort()).isEqualTo(1);
        assertThat(peers(options))
                .isEqualTo(new PeerOptions(
                        "suiro.embedded.cluster.",
                        List.of("a:1"),
                        2,
                        "0.0.0.0",
                        0,
                        "b",
                        3,
                        "0123456789abcdef",
                        5,
                        Duration.ofMillis(10),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2)));
    }

    @Test
    void withoutPeersABrokerIsAlone() {
        assertThat(options("cluster.port", "9292").peers()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "port | many | must be a whole number from 0 to 65535",
                "node.id | -1 | must be a whole number from 0",
                "advertised-port | 0 | must be a whole number from 1 to 65535",
                "cluster.port | 65536 | must be a whole number from 0 to 65535",
                "cluster.voters | 0 | must be a whole number from 1",
                "cluster.session-timeout | soon | must be a duration like 500ms or 2s, of 100ms at least",
                "cluster.heartbeat-interval | 1ms | must be a duration like 500ms or 2s, of 10ms at least",
                "cluster.peers | a:1,b | 'b' is not of the form host:port",
                "cluster.peer | a:1 | there is no such key; did you mean suiro.embedded.cluster.peers?",
            })
    void aWrongValueIsNamedWithItsKeyAndWhatIsAllowed(String name, String value, String complaint) {
        Map<String, String> values = new HashMap<>(Map.of("suiro.embedded.cluster.peers", "a:1"));
        values.put("suiro.embedded." + name, value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmbeddedSettings.of(OpenChannels.config(values), false))
                .withMessage("suiro.embedded." + name + "=" + value + ": " + complaint);
    }

    @Test
    void anAddressThatOthersReachTakesASecret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmbeddedBroker.start(options("cluster.peers", "a:1", "cluster.host", "0.0.0.0")))
                .withMessageStartingWith(
                        "suiro.embedded.cluster.host=0.0.0.0: this broker cannot listen for other brokers"
                                + " on 0.0.0.0 without a secret of the cluster:")
                .withMessageEndingWith("(suiro.embedded.cluster.secret)");
    }

    @Test
    void theEnvironmentCanSayItToo() {
        Config config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(
                        Map.of(
                                "SUIRO_EMBEDDED_ADVERTISED_HOST", "app-1",
                                "SUIRO_EMBEDDED_CLUSTER_PEERS", "a:1",
                                "SUIRO_EMBEDDED_CLUSTER_ADVERTISED_HOST", "b",
                                "SUIRO_EMBEDDED_CLUSTER_HEARTBEAT_INTERVAL", "20ms"),
                        300))
                .build();
        EmbeddedOptions options = Objects.requireNonNull(EmbeddedSettings.of(config, false));
        assertThat(options.advertisedHost()).isEqualTo("app-1");
        assertThat(peers(options).advertisedHost()).isEqualTo("b");
        assertThat(peers(options).heartbeatInterval()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void aSecretIsNotShown() {
        assertThat(peers(options("cluster.peers", "a:1", "cluster.secret", "0123456789abcdef")))
                .asString()
                .contains("a:1")
                .doesNotContain("0123456789abcdef");
    }

    private static PeerOptions peers(EmbeddedOptions options) {
        return Objects.requireNonNull(options.peers());
    }

    private static EmbeddedOptions options(String... pairs) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put("suiro.embedded." + pairs[i], pairs[i + 1]);
        }
        return Objects.requireNonNull(EmbeddedSettings.of(OpenChannels.config(values), false));
    }
}
