package io.suiro.channel;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** An application's own keys, with complaints that name key, value and what is allowed. Blank is absent. */
record KeyedValues(Config config) {
    static final int MAX_PORT = 65_535;

    Optional<String> text(String key) {
        return config.getOptionalValue(key, String.class).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Comma-separated; empty if it is absent. */
    List<String> list(String key) {
        return text(key)
                .map(value -> Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .toList())
                .orElse(List.of());
    }

    Optional<Integer> number(String key, int least, int most) {
        return text(key).map(value -> {
            try {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw wrong(key, value, wholeNumber(least, most));
            }
            throw wrong(key, value, wholeNumber(least, most));
        });
    }

    private static String wholeNumber(int least, int most) {
        return "a whole number from " + least + (most == Integer.MAX_VALUE ? "" : " to " + most);
    }

    /** As Quarkus writes them: 200ms, 2s, PT2S. */
    Duration duration(String key, Duration otherwise, Duration least) {
        return text(key).map(value -> duration(key, value, least)).orElse(otherwise);
    }

    private static Duration duration(String key, String value, Duration least) {
        String allowed = "a duration like 500ms or 2s, of " + least.toMillis() + "ms at least";
        try {
            Duration duration = DurationConverter.parseDuration(value);
            if (duration.compareTo(least) >= 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, allowed);
        }
        throw wrong(key, value, allowed);
    }

    private static IllegalArgumentException wrong(String key, String value, String allowed) {
        return new IllegalArgumentException(key + "=" + value + ": must be " + allowed);
    }
}
