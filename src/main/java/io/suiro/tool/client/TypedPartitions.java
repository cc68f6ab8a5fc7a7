package io.suiro.tool.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Partitions as they are typed: {@code NAME} or {@code NAME:N,...}.
 *
 * @param numbers none if all of the topic are meant
 */
public record TypedPartitions(String topic, List<Integer> numbers) {
    /** How they may be typed, for help. */
    public static final String FORM = "NAME[:N,...]";

    /** @throws IllegalArgumentException with what is allowed, if the text has another form */
    static TypedPartitions parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new TypedPartitions(text, List.of());
        }
        try {
            List<Integer> numbers = new ArrayList<>();
            for (String number : text.substring(colon + 1).split(",", -1)) {
                numbers.add(Integer.valueOf(number));
            }
            return new TypedPartitions(text.substring(0, colon), List.copyOf(numbers));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is neither NAME nor NAME:N,... as in orders:0,2", e);
        }
    }
}
