package io.suiro.tool.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** A place in each of some partitions, as it is typed. */
public sealed interface Place {
    /** How a place may be typed, for help. */
    String FORMS = "beginning, end, an offset, -N (before the last N records of each partition), a time such as"
            + " 2026-11-27T10:00:00Z or @EPOCH-MS, or -30s, -15m, -2h, -7d for so long ago.";

    /** The first record that is there. */
    record Beginning() implements Place {}

    /** After the last record. */
    record End() implements Place {}

    /** That record. */
    record Offset(long offset) implements Place {}

    /** So many offsets before the end. */
    record Last(long count) implements Place {}

    /** The first record that is not older; the end, if all are. */
    record Since(long epochMs) implements Place {}

    /**
     * The place that is meant.
     *
     * @throws IllegalArgumentException with what is allowed, if it is none
     */
    static Place parse(String text, long nowMs) {
        return switch (text) {
            case "beginning", "earliest" -> new Beginning();
            case "end", "latest" -> new End();
            default -> parseNumber(text, nowMs);
        };
    }

    private static Place parseNumber(String text, long nowMs) {
        Matcher number = Numbers.FORM.matcher(text);
        try {
            if (!number.matches()) {
                return new Since(time(text));
            }
            long value = Long.parseLong(number.group("number"));
            String unit = number.group("unit");
            return switch (number.group("sign") + unit) {
                case "" -> new Offset(value);
                case "-" -> new Last(value);
                case "@" -> new Since(value);
                case "-s", "-m", "-h", "-d" -> new Since(nowMs - Math.multiplyExact(value, millis(unit)));
                default -> throw new IllegalArgumentException(text);
            };
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is no place: " + FORMS, e);
        }
    }

    private static long time(String text) {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(1).toMillis();
            case "m" -> Duration.ofMinutes(1).toMillis();
            case "h" -> Duration.ofHours(1).toMillis();
            default -> Duration.ofDays(1).toMillis();
        };
    }

    /** The offset in each of the partitions whose bounds are given, and never beyond them. */
    default Map<TopicPartition, Long> in(Admin admin, Bounds bounds) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> times = this instanceof Since(long epochMs)
                ? Bounds.offsets(
                        admin,
                        bounds.ends().keySet(),
                        OffsetSpec.forTimestamp(epochMs),
                        IsolationLevel.READ_UNCOMMITTED)
                : Map.of();
        Map<TopicPartition, Long> places = new LinkedHashMap<>();
        bounds.ends().forEach((partition, end) -> {
            long found =
                    switch (this) {
                        case Beginning _ -> 0;
                        case End _ -> end;
                        case Offset(long offset) -> offset;
                        case Last(long count) -> end - count;
                        case Since _ -> {
                            long offset = times.getOrDefault(partition, -1L);
                            yield offset < 0 ? end : offset;
                        }
                    };
            places.put(partition, bounds.within(partition, found));
        });
        return places;
    }

    /** The shape of all places that are no words and no full times. */
    final class Numbers {
        private static final Pattern FORM = Pattern.compile("(?<sign>[-@]?)(?<number>\\d{1,18})(?<unit>[smhd]?)");

        private Numbers() {}
    }
}
