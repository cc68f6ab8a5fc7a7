package io.suiro.bench.group;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What each member of a group last said that it owns. Members are numbered. Any thread. */
final class Shares {
    private static final long LOOK_MS = 2;

    private final Map<Integer, Set<String>> owned = new ConcurrentHashMap<>();

    void owns(int member, Collection<String> partitions) {
        owned.put(member, Set.copyOf(partitions));
    }

    /**
     * Waits until these members own so many partitions, none of them twice, and each its even share.
     *
     * @return seconds since the call
     * @throws IOException if that takes longer than the limit
     */
    double await(List<Integer> members, int partitions, Duration limit) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < limit.toNanos()) {
            if (isEven(members, partitions)) {
                return (System.nanoTime() - begun) / 1e9;
            }
            Thread.sleep(LOOK_MS);
        }
        throw new IOException(
                "not all of " + partitions + " partitions had an owner after " + limit.toSeconds() + " s");
    }

    private boolean isEven(List<Integer> members, int partitions) {
        int share = partitions / members.size();
        List<Set<String>> all = members.stream()
                .map(member -> owned.getOrDefault(member, Set.of()))
                .toList();
        return all.stream().allMatch(set -> set.size() >= share)
                && all.stream().mapToInt(Set::size).sum() == partitions
                && all.stream().flatMap(Set::stream).distinct().count() == partitions;
    }
}
