package io.suiro.config;

import io.suiro.config.GroupKind.Order;
import io.suiro.config.GroupKind.Range;
import io.suiro.error.Outcome;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a single group, Kafka's GROUP resource: altered at any time, whether or not the group exists, and
 * within bounds that the brokers are started with. What other kinds of groups have is one more {@link GroupKind}.
 */
public final class PerGroupSettings {
    private static final List<GroupKind> KINDS = List.of(ConsumerGroupKind.kind(), ShareGroupKind.kind());

    public static final SettingTable TABLE = new SettingTable(
            "group", KINDS.stream().flatMap(kind -> kind.rows().stream()).toList());

    private PerGroupSettings() {}

    /**
     * Checks all settings that a group shall have together; the first complaint as INVALID_CONFIG.
     *
     * @param brokers what is in force where a group has nothing of its own, and the bounds
     */
    public static Outcome<Map<String, String>> check(Map<String, String> altered, EffectiveSettings brokers) {
        if (TABLE.checkAll(altered) instanceof Outcome.Failed<Map<String, String>> failed) {
            return failed;
        }
        for (GroupKind kind : KINDS) {
            String complaint = complaint(kind, altered, brokers);
            if (complaint != null) {
                return Outcome.failed(Errors.INVALID_CONFIG, complaint);
            }
        }
        return Outcome.ok(altered);
    }

    private static @Nullable String complaint(GroupKind kind, Map<String, String> altered, EffectiveSettings brokers) {
        for (Range range : kind.ranges()) {
            String value = altered.get(range.setting());
            if (value != null && number(range.setting(), value) < brokers.longOf(range.minimum())) {
                return range.setting() + " must be greater than or equal to " + range.minimum();
            }
            if (value != null && number(range.setting(), value) > brokers.longOf(range.maximum())) {
                return range.setting() + " must be less than or equal to " + range.maximum();
            }
        }
        for (Order order : kind.orders()) {
            if (inForce(order.above(), altered, brokers) <= inForce(order.below(), altered, brokers)) {
                return order.above() + " must be greater than " + order.below();
            }
        }
        return null;
    }

    private static long inForce(String name, Map<String, String> altered, EffectiveSettings brokers) {
        return number(name, value(TABLE.row(name), altered, brokers));
    }

    private static long number(String name, String value) {
        return Long.parseLong(TABLE.row(name).canonical(value));
    }

    /** What is in force; a value from when the bounds were others counts as the nearest one within them. */
    static String value(Setting setting, Map<String, String> altered, EffectiveSettings brokers) {
        String own = altered.get(setting.name());
        if (own != null) {
            return within(setting, setting.canonical(own), brokers);
        }
        String inherited = setting.brokerDefault() == null ? null : brokers.value(setting.brokerDefault());
        return inherited == null ? String.valueOf(setting.defaultValue()) : inherited;
    }

    private static String within(Setting setting, String value, EffectiveSettings brokers) {
        return KINDS.stream()
                .flatMap(kind -> kind.ranges().stream())
                .filter(range -> range.setting().equals(setting.name()))
                .findFirst()
                .map(range -> Long.toString(Math.clamp(
                        Long.parseLong(value), brokers.longOf(range.minimum()), brokers.longOf(range.maximum()))))
                .orElse(value);
    }
}
