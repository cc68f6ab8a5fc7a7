package io.suiro.bench.crowd;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which partitions each member of a group owns, by what the members have been told. Any thread. */
final class Owners {
    private final int partitions;
    private final Map<Integer, Set<Integer>> ownedBy = new HashMap<>(); // of those in the group
    private final int[] ownersOf;
    private int unowned;
    private boolean disjoint = true;

    Owners(int partitions, int members) {
        this.partitions = partitions;
        this.ownersOf = new int[partitions];
        this.unowned = partitions;
        for (int i = 0; i < members; i++) {
            ownedBy.put(i, Set.of());
        }
    }

    synchronized void owns(int member, Set<Integer> partitions) {
        change(ownedBy.put(member, partitions), partitions);
    }

    synchronized void left(int member) {
        change(ownedBy.remove(member), Set.of());
    }

    /** What a member does not own any more it has given up before it takes anything. */
    private void change(@Nullable Set<Integer> known, Set<Integer> now) {
        Set<Integer> before = known == null ? Set.of() : known;
        for (int partition : before) {
            if (!now.contains(partition) && --ownersOf[partition] == 0) {
                unowned++;
            }
        }
        for (int partition : now) {
            if (!before.contains(partition)) {
                int owners = ++ownersOf[partition];
                unowned -= owners == 1 ? 1 : 0;
                disjoint &= owners == 1;
            }
        }
        notifyAll();
    }

    /**
     * Waits until every partition has an owner, and whoever has not left its even share.
     *
     * @return whether that was so within the time
     */
    synchronized boolean await(Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (!isEven()) {
            long leftMs = (until - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }

    /** Whether no partition ever had two owners. */
    synchronized boolean isDisjoint() {
        return disjoint;
    }

    private boolean isEven() {
        int share = partitions / ownedBy.size();
        return unowned == 0 && ownedBy.values().stream().allMatch(set -> set.size() >= share);
    }

    /** As text, for whoever waited in vain. */
    @Override
    public synchronized String toString() {
        Set<Integer> sizes = new TreeSet<>();
        ownedBy.values().forEach(set -> sizes.add(set.size()));
        return unowned + " partitions without an owner, " + ownedBy.size() + " members with " + sizes + " partitions";
    }
}
