package io.suiro.coordinator.group.consumer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The assignors that there are, and which of them a group uses. */
final class Assignors {
    private static final List<Assignor> ALL = List.of(new UniformAssignor(), new RangeAssignor());

    private Assignors() {}

    static @Nullable Assignor named(String name) {
        return ALL.stream()
                .filter(assignor -> assignor.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    static List<String> names() {
        return ALL.stream().map(Assignor::name).toList();
    }

    /** The name that most members ask for, the first by alphabet if they are even; the first that is offered if nobody asks. */
    static String preferred(ConsumerGroup group, List<String> offered) {
        Map<String, Integer> votes = new TreeMap<>();
        for (ConsumerMember member : group.members().values()) {
            String wanted = member.terms().serverAssignor();
            if (wanted != null && offered.contains(wanted)) {
                votes.merge(wanted, 1, Integer::sum);
            }
        }
        String best = offered.getFirst();
        int most = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                best = vote.getKey();
                most = vote.getValue();
            }
        }
        return best;
    }
}
