package io.suiro.bench.crowd;

import io.suiro.base.Uninterrupted;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Groups of as many members each, which all set out at once. Closing sends everybody home. One thread. */
final class Crowd implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration HOMEWARD = Duration.ofSeconds(30);

    private final PhaseTally tally = new PhaseTally();
    private final List<Owners> groups = new ArrayList<>();
    private final List<CrowdMember> members = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long begunNanos = System.nanoTime();

    Crowd(Setting setting, int groupCount, int size) {
        for (int i = 0; i < groupCount; i++) {
            Owners owners = new Owners(setting.partitions(), size);
            groups.add(owners);
            String groupId = "crowd-" + UUID.randomUUID();
            for (int number = 0; number < size; number++) {
                members.add(new CrowdMember(setting, groupId, number, owners, tally));
            }
        }
        members.forEach(member -> threads.add(Thread.ofVirtual().start(member)));
    }

    PhaseTally tally() {
        return tally;
    }

    /** Until all members of all groups have their shares; seconds since they set out. */
    double gather() throws IOException, InterruptedException {
        for (Owners group : groups) {
            await(group);
        }
        return (System.nanoTime() - begunNanos) / 1e9;
    }

    /** The last member of the last group leaves; seconds until the others share what it had. */
    double leave() throws IOException, InterruptedException {
        long leftNanos = System.nanoTime();
        members.getLast().leave();
        threads.getLast().join();
        await(groups.getLast());
        return (System.nanoTime() - leftNanos) / 1e9;
    }

    /** Whether no partition ever had two owners in a group. */
    boolean isDisjoint() {
        return groups.stream().allMatch(Owners::isDisjoint);
    }

    private void await(Owners group) throws IOException, InterruptedException {
        if (!group.await(LIMIT)) {
            throw new IOException(group + " after " + LIMIT.toSeconds() + " s; answers since the last phase: "
                    + tally.take().errors());
        }
    }

    @Override
    public void close() {
        members.forEach(CrowdMember::leave);
        threads.forEach(thread -> Uninterrupted.await(() -> thread.join(HOMEWARD)));
    }
}
