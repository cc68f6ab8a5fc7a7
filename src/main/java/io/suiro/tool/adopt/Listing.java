package io.suiro.tool.adopt;

import java.util.List;
import java.util.stream.Collectors;

/** Names in a row, as many as anybody reads. */
final class Listing {
    private static final int MOST = 20;

    private Listing() {}

    static String of(List<?> names) {
        String shown = names.stream().limit(MOST).map(String::valueOf).collect(Collectors.joining(", "));
        return names.size() > MOST ? shown + " and " + (names.size() - MOST) + " more" : shown;
    }
}
