package io.suiro.process.cluster;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found wrong: how often each kind, and the first few in words. For all threads. */
final class Violations {
    private static final int IN_WORDS = 5;

    private final Map<Violation, Long> counts = new EnumMap<>(Violation.class);
    private final List<String> details = new ArrayList<>();

    synchronized void add(Violation kind, String detail) {
        if (counts.merge(kind, 1L, Long::sum) <= IN_WORDS) {
            details.add(kind + ": " + detail);
        }
    }

    synchronized long count(Violation kind) {
        return counts.getOrDefault(kind, 0L);
    }

    synchronized boolean isEmpty() {
        return counts.isEmpty();
    }

    synchronized List<String> details() {
        return List.copyOf(details);
    }

    @Override
    public synchronized String toString() {
        return counts + " " + details;
    }
}
