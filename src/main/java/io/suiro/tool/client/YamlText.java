package io.suiro.tool.client;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maps, lists and scalars as YAML 1.2 in block style. A string that could be read as something else is quoted as in JSON. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*");
    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private YamlText() {}

    static String of(Object value) {
        StringBuilder text = new StringBuilder();
        if (isBlock(value)) {
            block(text, value, "");
        } else {
            text.append(scalar(value)).append('\n');
        }
        return text.toString();
    }

    private static boolean isBlock(@Nullable Object value) {
        return (value instanceof Map<?, ?> map && !map.isEmpty())
                || (value instanceof Collection<?> list && !list.isEmpty());
    }

    private static void block(StringBuilder text, Object value, String indent) {
        if (value instanceof Map<?, ?> map) {
            String before = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(before)
                        .append(scalar(String.valueOf(entry.getKey())))
                        .append(':');
                member(text, entry.getValue(), indent);
                before = indent;
            }
        } else if (value instanceof Collection<?> list) {
            String before = "";
            for (Object each : list) {
                text.append(before).append("- ");
                if (each != null && isBlock(each)) {
                    block(text, each, indent + "  ");
                } else {
                    text.append(scalar(each)).append('\n');
                }
                before = indent;
            }
        }
    }

    private static void member(StringBuilder text, @Nullable Object value, String indent) {
        if (value != null && isBlock(value)) {
            text.append('\n').append(indent).append("  ");
            block(text, value, indent + "  ");
        } else {
            text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static String scalar(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> _ -> "{}";
            case Collection<?> _ -> "[]";
            case Number _, Boolean _ -> value.toString();
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
