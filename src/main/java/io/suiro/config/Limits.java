package io.suiro.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** What values a setting allows, checked with Kafka's own validators so that the sentences are Kafka's. */
record Limits(ConfigDef.Validator validator) {
    private static final String REPLICAS = "[partitionId]:[brokerId],[partitionId]:[brokerId],...";

    private static final String BY_DURATION = "by_duration:";

    static final Limits NONE = new Limits(ConfigDef.LambdaValidator.with((name, value) -> {}, () -> ""));

    static Limits atLeast(long minimum) {
        return new Limits(ConfigDef.Range.atLeast(minimum));
    }

    static Limits between(double minimum, double maximum) {
        return new Limits(ConfigDef.Range.between(number(minimum), number(maximum)));
    }

    static Limits oneOf(String... values) {
        return new Limits(ConfigDef.ValidString.in(values));
    }

    static Limits listOf(String... values) {
        return new Limits(ConfigDef.ValidList.in(values));
    }

    /** Where share groups begin with a partition: at either end, or so long before now as an ISO 8601 duration says. */
    static Limits startOfShares() {
        String allowed = "[latest, earliest, by_duration:PnDTnHnMn.nS]";
        return new Limits(ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value instanceof String text && !isStartOfShares(text)) {
                        throw new ConfigException(name, value, "must be one of " + allowed);
                    }
                },
                () -> allowed));
    }

    private static boolean isStartOfShares(String value) {
        if (!value.startsWith(BY_DURATION)) {
            return value.equals("latest") || value.equals("earliest");
        }
        try {
            return !Duration.parse(value.substring(BY_DURATION.length())).isNegative();
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** Between the bounds, or the one value outside them that has a meaning of its own. */
    static Limits betweenOr(int minimum, int maximum, int special) {
        return new Limits(described(
                "[" + minimum + ",...," + maximum + "] or " + special,
                "Value must be between " + minimum + " and " + maximum + " or equal to " + special,
                value -> value == special || (value >= minimum && value <= maximum)));
    }

    /** A duration of at least 1, or -1 for no limit. */
    static Limits positiveOrUnlimited() {
        return new Limits(described(
                "-1 or [1,...]",
                "must be unlimited (-1) or, equal or greater than 1",
                value -> value == -1 || value >= 1));
    }

    /** Replicas by partition and broker, or all. */
    static Limits replicas() {
        return new Limits(ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value instanceof List<?> items && !areReplicas(items)) {
                        throw new ConfigException(
                                name,
                                value,
                                name + " must be the literal '*' or a list of replicas in the following format: "
                                        + REPLICAS);
                    }
                },
                () -> REPLICAS));
    }

    private static boolean areReplicas(List<?> items) {
        List<String> named = items.stream()
                .map(String::valueOf)
                .filter(item -> !item.isEmpty())
                .toList();
        return named.equals(List.of("*")) || named.stream().allMatch(item -> item.matches("\\d{1,9}:\\d{1,9}"));
    }

    private static ConfigDef.Validator described(String allowed, String complaint, LongPredicate test) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value instanceof Number number && !test.test(number.longValue())) {
                        throw new ConfigException(name, value, complaint);
                    }
                },
                () -> allowed);
    }

    /** Whole numbers are shown without a fraction. */
    private static Number number(double value) {
        return value == Math.rint(value) ? (Number) Integer.valueOf((int) value) : (Number) value;
    }

    static List<String> items(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::trim)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
