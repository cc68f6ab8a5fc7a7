package io.suiro.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartFailureTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "suiro.wire.port | many | must be a whole number from 0 to 65535",
                "suiro.wire.port | 65536 | must be a whole number from 0 to 65535",
                "suiro.wire.advertised-port | 0 | must be a whole number from 1 to 65535",
                "suiro.cluster.voters | 0 | must be a whole number from 1 on",
                "suiro.node.id | -1 | must be a whole number from 0 on",
                "suiro.wire.host | ' ' | must not be blank",
                "suiro.cluster.peers | 'a:1, ,b:1' | must not be blank",
                "suiro.groups.silence-timeout | 99ms | must be from 100 ms to 20 days",
                "suiro.groups.disconnect-grace | 21d | must be from 0 ms to 20 days",
                "suiro.cluster.heartbeat-interval | 9ms | must be from 10 ms to 20 days",
                "suiro.log.scrub-interval | 59s | must be from 60000 ms to 36525 days",
            })
    void aWrongValueIsNamedWithItsKeyAndWhatIsExpected(String key, String value, String reason) {
        SmallRyeConfig config = config(Map.of(key, value));
        ConfigValidationException failure =
                Assertions.catchThrowableOfType(ConfigValidationException.class, () -> mapped(Map.of(key, value)));
        assertThat(StartFailure.explain(new RuntimeException("Failed to start", failure), config))
                .hasValue(key + "=" + value + ": " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "suiro.wire.port | 0",
                "suiro.wire.port | 65535",
                "suiro.cluster.peers | a:1,b:1",
                "suiro.groups.disconnect-grace | 0s",
                "suiro.groups.disconnect-grace | 20d",
                "suiro.log.scrub-interval | 1m",
            })
    void whatIsJustWithinBoundsIsTaken(String key, String value) {
        assertThat(mapped(Map.of(key, value))
                        .getConfigMapping(SuiroConfig.class)
                        .data())
                .hasToString("data");
    }

    private static SmallRyeConfig mapped(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withMapping(SuiroConfig.class)
                .build();
    }

    @Test
    void aPortInUseIsNamedWithItsKeys() {
        SmallRyeConfig config = config(Map.of("quarkus.http.host", "127.0.0.1", "quarkus.http.port", "8080"));
        Exception failure =
                new RuntimeException("Unable to start HTTP server", new IOException("Address already in use"));
        assertThat(StartFailure.explain(failure, config))
                .hasValue("quarkus.http.host=127.0.0.1, quarkus.http.port=8080: HTTP cannot listen there: "
                        + "Address already in use");
    }

    @Test
    void aDataDirectoryThatCannotBeUsedIsNamedWithItsKey() {
        SmallRyeConfig config = config(Map.of("suiro.data", "/var/suiro"));
        assertThat(StartFailure.explain(new IOException("in use by another process"), config))
                .hasValue("suiro.data=/var/suiro: in use by another process");
        assertThat(StartFailure.explain(new AccessDeniedException("/var/suiro"), config))
                .hasValue("suiro.data=/var/suiro: AccessDenied: /var/suiro");
    }

    @Test
    void whatNoOperatorCanMendIsLeftToItsStackTrace() {
        assertThat(StartFailure.explain(new NullPointerException("a bug"), config(Map.of())))
                .isEmpty();
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }
}
