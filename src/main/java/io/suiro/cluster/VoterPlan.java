package io.suiro.cluster;

import io.suiro.cluster.raft.Voter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who should vote: the first brokers, up to a wanted number that is odd, one change at a time, and only brokers that have caught
 * up with the log. A broker that came back with an empty disk takes the place of the voter that it was;
 * one that was unregistered votes no more. Whom an operator has taken out stays out until it registers anew, or an operator
 * adds it.
 */
final class VoterPlan {
    private VoterPlan() {}

    /**
     * The voters after the next change, or null if none is due.
     *
     * @param self the controller, who stays
     * @param wanted how many there are to be, if there are brokers enough; fewer otherwise, but an odd number
     * @param matched how far the log of each broker is known to be that of the controller
     * @param end how far it has to be
     */
    static @Nullable List<Voter> next(
            List<Voter> voters,
            int self,
            Collection<BrokerImage> brokers,
            int wanted,
            Map<Integer, Long> matched,
            long end) {
        List<Voter> ready = brokers.stream()
                .filter(broker -> broker.takesReplicas()
                        && !broker.removedFromVoters()
                        && matched.getOrDefault(broker.id(), -1L) >= end)
                .map(broker -> new Voter(broker.id(), broker.directoryId()))
                .sorted(Comparator.comparingInt(Voter::id))
                .toList();
        for (Voter candidate : ready) {
            Voter before = withId(voters, candidate.id());
            if (before != null && !before.equals(candidate)) {
                return without(voters, before);
            }
        }
        for (Voter voter : voters) {
            if (voter.id() != self && brokers.stream().noneMatch(broker -> broker.id() == voter.id())) {
                return without(voters, voter);
            }
        }
        int reachable =
                (int) brokers.stream().filter(broker -> !broker.fenced()).count();
        int most = Math.min(wanted, Math.max(reachable, voters.size()));
        int target = most % 2 == 0 ? most - 1 : most;
        if (voters.size() >= target) {
            return null;
        }
        for (Voter candidate : ready) {
            if (withId(voters, candidate.id()) == null) {
                return with(voters, candidate);
            }
        }
        return null;
    }

    private static @Nullable Voter withId(List<Voter> voters, int id) {
        return voters.stream().filter(voter -> voter.id() == id).findFirst().orElse(null);
    }

    private static List<Voter> with(List<Voter> voters, Voter added) {
        List<Voter> next = new ArrayList<>(voters);
        next.add(added);
        next.sort(Comparator.comparingInt(Voter::id));
        return List.copyOf(next);
    }

    private static List<Voter> without(List<Voter> voters, Voter removed) {
        return voters.stream().filter(voter -> !voter.equals(removed)).toList();
    }
}
