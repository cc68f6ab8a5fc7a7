package io.suiro.tool.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Maps, lists and scalars for people. A list of maps is a table, with a heading; a map is a line for each member, and then each
 * member that is itself a table or a map under its name. Words are divided by two spaces at least, and none is empty.
 */
final class TableText {
    private static final String GAP = "  ";

    private TableText() {}

    static String of(Object value) {
        StringBuilder text = new StringBuilder();
        if (value instanceof Map<?, ?> map) {
            document(text, map);
        } else if (value instanceof Collection<?> list) {
            list(text, list);
        } else {
            text.append(cell(value)).append('\n');
        }
        return text.toString();
    }

    private static void list(StringBuilder text, Collection<?> list) {
        if (list.stream().anyMatch(TableText::isDocument)) {
            String before = "";
            for (Object each : list) {
                text.append(before).append(of(each));
                before = "\n";
            }
        } else if (!list.isEmpty() && list.stream().allMatch(Map.class::isInstance)) {
            table(text, list.stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList());
        } else {
            list.forEach(each -> text.append(cell(each)).append('\n'));
        }
    }

    /** Something that does not go into a row. */
    private static boolean isDocument(@Nullable Object value) {
        return value instanceof Map<?, ?> map && map.values().stream().anyMatch(TableText::isPart);
    }

    private static boolean isPart(@Nullable Object value) {
        return value instanceof Map
                || (value instanceof Collection<?> list && list.stream().anyMatch(Map.class::isInstance));
    }

    private static void document(StringBuilder text, Map<?, ?> map) {
        map.forEach((name, value) -> {
            if (!isPart(value)) {
                text.append(name).append(": ").append(cell(value)).append('\n');
            }
        });
        map.forEach((name, value) -> {
            if (value instanceof Map<?, ?> part && !part.isEmpty()) {
                text.append('\n').append(name).append(":\n");
                part.forEach((key, of) -> text.append(GAP)
                        .append(key)
                        .append('=')
                        .append(cell(of))
                        .append('\n'));
            } else if (value instanceof Collection<?> list && isPart(list)) {
                text.append('\n');
                list(text, list);
            }
        });
    }

    private static void table(StringBuilder text, List<Map<?, ?>> rows) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> row.keySet().forEach(key -> columns.add(String.valueOf(key))));
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(TableText::heading).toList());
        rows.forEach(row ->
                lines.add(columns.stream().map(column -> cell(row.get(column))).toList()));
        boolean[] right = new boolean[columns.size()];
        int[] widths = new int[columns.size()];
        int at = 0;
        for (String column : columns) {
            int of = at;
            right[of] = rows.stream().anyMatch(row -> row.get(column) instanceof Number)
                    && rows.stream().allMatch(row -> row.get(column) == null || row.get(column) instanceof Number);
            widths[of] =
                    lines.stream().mapToInt(line -> line.get(of).length()).max().orElse(0);
            at++;
        }
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - line.get(i).length());
                padded.append(i == 0 ? "" : GAP)
                        .append(right[i] ? padding : "")
                        .append(line.get(i))
                        .append(right[i] ? "" : padding);
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
    }

    /** {@code endOffset} is END-OFFSET. */
    private static String heading(String column) {
        return column.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toUpperCase(Locale.ROOT);
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case Collection<?> list when list.isEmpty() -> "-";
            case Collection<?> list -> list.stream().map(TableText::cell).collect(Collectors.joining(","));
            default -> value.toString().isEmpty() ? "''" : value.toString();
        };
    }
}
