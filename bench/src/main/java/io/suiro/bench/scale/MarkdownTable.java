package io.suiro.bench.scale;

import java.util.ArrayList;
import java.util.List;

/** Rows of a table as documents hold it. */
public final class MarkdownTable {
    private final List<List<String>> rows = new ArrayList<>();

    public MarkdownTable(List<String> headings) {
        row(headings);
        row(headings.stream().map(heading -> "---").toList());
    }

    public void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return text.toString();
    }
}
