package io.suiro.base;

import java.util.Collection;
import java.util.Optional;

/** Guesses which name somebody meant: the one with the smallest edit distance, if it is near enough to be believed. */
public final class NearestName {
    private NearestName() {}

    /** The nearest of the names, or empty if none is within a third of the word's length (at least two edits). */
    public static Optional<String> to(String word, Collection<String> names) {
        String best = null;
        int bestDistance = Math.max(2, word.length() / 3) + 1;
        for (String name : names) {
            int distance = distance(word, name);
            if (distance < bestDistance || (distance == bestDistance && best != null && name.compareTo(best) < 0)) {
                best = name;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** A half sentence to end a complaint with: {@code ; did you mean x?}, or nothing. */
    public static String hint(String word, Collection<String> names) {
        return to(word, names).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /** Insertions, deletions, replacements and swaps of neighbours count one each (optimal string alignment). */
    static int distance(String a, String b) {
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
                if (swapped(a, i, b, j)) {
                    current[j] = Math.min(current[j], 1 + beforePrevious[j - 2]);
                }
            }
            int[] spare = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }

    private static boolean swapped(String a, int i, String b, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
