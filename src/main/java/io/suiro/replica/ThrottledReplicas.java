package io.suiro.replica;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Replicas of a topic that are throttled (KIP-73): all of them, or these. */
public record ThrottledReplicas(boolean all, Set<Replica> some) {
    /** A partition's replica on one broker. */
    public record Replica(int partition, int brokerId) {
        private static Replica of(String pair) {
            int colon = pair.indexOf(':');
            return new Replica(Integer.parseInt(pair.substring(0, colon)), Integer.parseInt(pair.substring(colon + 1)));
        }
    }

    public ThrottledReplicas {
        some = Set.copyOf(some);
    }

    /** From a checked value of a topic's setting: a list of {@code partition:broker}, or {@code *}. */
    static ThrottledReplicas of(String list) {
        Set<String> items = Arrays.stream(list.split(",", -1))
                .map(String::trim)
                .filter(item -> !item.isEmpty())
                .collect(Collectors.toSet());
        return items.contains("*")
                ? new ThrottledReplicas(true, Set.of())
                : new ThrottledReplicas(false, items.stream().map(Replica::of).collect(Collectors.toSet()));
    }

    boolean contains(int partition, int brokerId) {
        return all || (!some.isEmpty() && some.contains(new Replica(partition, brokerId)));
    }
}
