package io.suiro.cluster.raft;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The voters of one moment, sorted by id, each id once; none where they are not known yet. */
public record Voters(List<Voter> all) {
    public static final Voters NONE = new Voters(List.of());

    public Voters {
        all = all.stream().sorted(Comparator.comparingInt(Voter::id)).toList();
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i).id() == all.get(i - 1).id()) {
                throw new IllegalArgumentException("node " + all.get(i).id() + " is a voter twice");
            }
        }
    }

    public boolean contains(int id, Uuid directoryId) {
        return all.contains(new Voter(id, directoryId));
    }

    /** The voter with the id, whatever its directory. */
    @Nullable
    Voter withId(int id) {
        for (Voter voter : all) {
            if (voter.id() == id) {
                return voter;
            }
        }
        return null;
    }

    /** How many voters come before it in the order of their ids, which begins behind an id and goes on at the lowest; all, if it is none. */
    int placeAfter(int id, Voter voter) {
        int own = all.indexOf(voter);
        int first = (int) all.stream().filter(each -> each.id() <= id).count();
        return own < 0 ? all.size() : Math.floorMod(own - first, all.size());
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    boolean isOnly(Voter voter) {
        return all.size() == 1 && all.getFirst().equals(voter);
    }

    /** The fewest of which any two sets have a voter in common. */
    public int majority() {
        return all.size() / 2 + 1;
    }

    /** Whether majorities of both always have a voter in common, because at most one was added or removed. */
    boolean isOneStepFrom(Voters before) {
        Set<Voter> onlyHere = new HashSet<>(all);
        before.all.forEach(onlyHere::remove);
        Set<Voter> onlyThere = new HashSet<>(before.all);
        all.forEach(onlyThere::remove);
        return !all.isEmpty() && onlyHere.size() + onlyThere.size() <= 1;
    }
}
