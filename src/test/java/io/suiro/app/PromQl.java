package io.suiro.app;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a PromQL expression names: metrics with the labels that their selectors match, and the labels that it groups by. It reads tokens
 * and no grammar, so that it takes what no Prometheus would; for metrics and labels that is enough.
 */
final class PromQl {
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");
    private static final Set<String> GROUPINGS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

    private final String expression;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groupedBy = new HashSet<>();
    private int at;

    /** A metric, and the values or patterns that its labels are compared with. */
    record Selector(String metric, Map<String, String> matchers) {}

    private PromQl(String expression) {
        this.expression = expression;
    }

    static PromQl of(String expression) {
        PromQl read = new PromQl(expression);
        while (read.at < expression.length()) {
            read.token();
        }
        return read;
    }

    List<Selector> selectors() {
        return selectors;
    }

    Set<String> groupedBy() {
        return groupedBy;
    }

    private void token() {
        char c = expression.charAt(at);
        if (c == '"') {
            text();
        } else if (c == '[') {
            at = expression.indexOf(']', at) + 1;
        } else if (Character.isDigit(c)) {
            while (at < expression.length() && (isName(expression.charAt(at)) || expression.charAt(at) == '.')) {
                at++;
            }
        } else if (isName(c)) {
            name(word());
        } else {
            at++;
        }
    }

    private void name(String word) {
        if (GROUPINGS.contains(word)) {
            int end = expression.indexOf(')', at);
            for (String label :
                    expression.substring(expression.indexOf('(', at) + 1, end).split(",", -1)) {
                groupedBy.add(label.strip());
            }
            at = end + 1;
        } else if (next() != '(' && !WORDS.contains(word) && !GROUPINGS.contains(nextWord())) {
            selectors.add(new Selector(word, next() == '{' ? matchers() : Map.of()));
        }
    }

    private Map<String, String> matchers() {
        Map<String, String> matchers = new TreeMap<>();
        String label = "";
        while (expression.charAt(at) != '}') {
            if (expression.charAt(at) == '"') {
                matchers.put(label, text());
            } else if (isName(expression.charAt(at))) {
                label = word();
            } else {
                at++;
            }
        }
        at++;
        return matchers;
    }

    private String text() {
        int begin = ++at;
        while (expression.charAt(at) != '"') {
            at += expression.charAt(at) == '\\' ? 2 : 1;
        }
        return expression.substring(begin, at++);
    }

    private String word() {
        int begin = at;
        while (at < expression.length() && isName(expression.charAt(at))) {
            at++;
        }
        return expression.substring(begin, at);
    }

    /** As in {@code sum by (label) (...)}; it is not taken. */
    private String nextWord() {
        next();
        int before = at;
        String word = word();
        at = before;
        return word;
    }

    private char next() {
        while (at < expression.length() && Character.isWhitespace(expression.charAt(at))) {
            at++;
        }
        return at < expression.length() ? expression.charAt(at) : ' ';
    }

    private static boolean isName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == ':';
    }
}
