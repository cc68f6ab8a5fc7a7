package io.suiro.app;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Converters of {@link SuiroConfig} that refuse, by an {@link IllegalArgumentException} with the reason, what a setting may not be. Bean Validation would do the same, and takes as long as
 * half of the rest of a start to come up (docs/adr/0043).
 */
public final class Bounds {
    private static final int MOST_PORTS = 65_535;
    private static final Duration TWENTY_DAYS = Duration.ofDays(20);

    private Bounds() {}

    /** To listen on; 0 for a free one. */
    public static final class Port extends Whole {
        public Port() {
            super(0, MOST_PORTS);
        }
    }

    /** To connect to. */
    public static final class PeerPort extends Whole {
        public PeerPort() {
            super(1, MOST_PORTS);
        }
    }

    /** From 1 on. */
    public static final class Positive extends Whole {
        public Positive() {
            super(1, Integer.MAX_VALUE);
        }
    }

    /** From 0 on. */
    public static final class NotNegative extends Whole {
        public NotNegative() {
            super(0, Integer.MAX_VALUE);
        }
    }

    /** Not at all, or up to 20 days. */
    public static final class Delay extends Time {
        public Delay() {
            super(Duration.ZERO, TWENTY_DAYS);
        }
    }

    /** From 10 ms to 20 days. */
    public static final class Pace extends Time {
        public Pace() {
            super(Duration.ofMillis(10), TWENTY_DAYS);
        }
    }

    /** From 100 ms to 20 days. */
    public static final class Patience extends Time {
        public Patience() {
            super(Duration.ofMillis(100), TWENTY_DAYS);
        }
    }

    /** From a minute to a hundred years. */
    public static final class Period extends Time {
        public Period() {
            super(Duration.ofMinutes(1), Duration.ofDays(36_525));
        }
    }

    /** Not blank. */
    public static final class Name implements Converter<String> {
        @Override
        public String convert(String value) {
            if (value.isBlank()) {
                throw new IllegalArgumentException("must not be blank");
            }
            return value;
        }
    }

    private abstract static class Whole implements Converter<Integer> {
        private final int least;
        private final int most;

        Whole(int least, int most) {
            this.least = least;
            this.most = most;
        }

        @Override
        public Integer convert(String value) {
            try {
                int number = Integer.parseInt(value.trim());
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // the same reason
            }
            throw new IllegalArgumentException(
                    most == Integer.MAX_VALUE
                            ? "must be a whole number from " + least + " on"
                            : "must be a whole number from " + least + " to " + most);
        }
    }

    private abstract static class Time implements Converter<Duration> {
        private final Duration least;
        private final Duration most;

        Time(Duration least, Duration most) {
            this.least = least;
            this.most = most;
        }

        @Override
        public Duration convert(String value) {
            Duration time = new DurationConverter().convert(value);
            if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        "must be from " + least.toMillis() + " ms to " + most.toDays() + " days");
            }
            return time;
        }
    }
}
