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

class StartFailureTest {
    @Test
    void aValueOfTheWrongTypeIsNamedWithItsKeyAndWhatIsExpected() {
        SmallRyeConfig config = config(Map.of("suiro.wire.port", "many"));
        ConfigValidationException failure =
                Assertions.catchThrowableOfType(ConfigValidationException.class, () -> new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(Map.of("suiro.wire.port", "many"), "test", 100))
                        .withConverter(Duration.class, 100, new DurationConverter())
                        .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                        .withMapping(SuiroConfig.class)
                        .build());
        assertThat(StartFailure.explain(new RuntimeException("Failed to start", failure), config))
                .hasValue("suiro.wire.port=many: Expected an integer value, got \"many\"");
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
