package io.suiro.app;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.suiro.config.WrongConfiguration;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
    private final KnownKeys keys = new KnownKeys();

    @Test
    void aMisspelledKeyIsRefusedWithItsValueAndTheNearestKey() {
        assertThatThrownBy(() -> keys.check(config("suiro.wire.prot", "9093"), Map.of()))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessage("suiro.wire.prot=9093: there is no such key; did you mean suiro.wire.port?");
    }

    @Test
    void aKeyLikeNoOtherIsRefusedWithAllThatThereAre() {
        assertThatThrownBy(() -> keys.check(config("suiro.entirely.different.matter", "1"), Map.of()))
                .hasMessageContaining("suiro.wire.advertised-host")
                .hasMessageContaining("suiro.node.id");
    }

    @Test
    void aMisspelledVariableIsRefusedWithTheNearestVariable() {
        assertThatThrownBy(() -> keys.check(config("other", "1"), Map.of("SUIRO_WIRE_PROT", "9093")))
                .hasMessage("SUIRO_WIRE_PROT=9093: there is no such key; did you mean SUIRO_WIRE_PORT?");
    }

    @Test
    void aMisspelledKeyOfAProfileIsRefusedToo() {
        assertThatThrownBy(() -> keys.check(config("%prod.suiro.dtaa", "x"), Map.of()))
                .hasMessageStartingWith("%prod.suiro.dtaa=x:")
                .hasMessageEndingWith("did you mean suiro.data?");
    }

    @Test
    void everyKeyThereIsPasses() {
        Map<String, String> environment = Map.of(
                "SUIRO_DATA", "/data",
                "SUIRO_NODE_ID", "0",
                "SUIRO_WIRE_HOST", "::",
                "SUIRO_WIRE_ADVERTISED_HOST", "broker-0",
                "SUIRO_SET__LOG_RETENTION_HOURS_", "1");
        assertThatNoException()
                .isThrownBy(() -> keys.check(config("suiro.set.\"log.retention.hours\"", "1"), environment));
    }

    @Test
    void theVariableThatSaysWhereCommandsConnectPasses() {
        assertThatNoException()
                .isThrownBy(() -> keys.check(config("other", "1"), Map.of("SUIRO_BOOTSTRAP", "127.0.0.1:9092")));
    }

    @Test
    void variablesThatKubernetesSetsForAServiceOfThisNamePass() {
        Map<String, String> environment = Map.of(
                "SUIRO_SERVICE_HOST", "10.0.0.1",
                "SUIRO_SERVICE_PORT_KAFKA", "9092",
                "SUIRO_PORT", "tcp://10.0.0.1:9092",
                "SUIRO_BOOTSTRAP_PORT_9092_TCP_ADDR", "10.0.0.1");
        assertThatNoException().isThrownBy(() -> keys.check(config("other", "1"), environment));
    }

    private static Config config(String key, String value) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Map.of(key, value), "test", 100))
                .build();
    }
}
