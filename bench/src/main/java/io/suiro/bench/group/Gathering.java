package io.suiro.bench.group;

import io.suiro.base.Uninterrupted;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A group of members, numbered from 0: all in this process but one, if one is to be killed, the last. Closing sends
 * home whoever is left. One thread.
 */
final class Gathering implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final int size;
    private final int partitions;
    private final Shares shares = new Shares();
    private final Set<Integer> leaving = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private final @Nullable MemberProcess victim;
    private final long begun = System.nanoTime();

    /** Its members set out. */
    Gathering(String bootstrap, String protocol, String topic, int partitions, int size, boolean hasVictim)
            throws IOException {
        this.size = size;
        this.partitions = partitions;
        Member member = new Member(bootstrap, protocol, "bench-" + UUID.randomUUID(), topic);
        int here = hasVictim ? size - 1 : size;
        for (int i = 0; i < here; i++) {
            int number = i;
            threads.add(Thread.ofPlatform()
                    .name("member-" + i)
                    .start(() -> member.run(() -> !leaving.contains(number), owned -> shares.owns(number, owned))));
        }
        victim = hasVictim ? new MemberProcess(member, owned -> shares.owns(size - 1, owned)) : null;
    }

    /** Until everybody has an even share; seconds since they set out. */
    double join() throws IOException, InterruptedException {
        shares.await(first(size), partitions, LIMIT);
        return (System.nanoTime() - begun) / 1e9;
    }

    /** The last one leaves; seconds until the others share what it had. */
    double leave() throws IOException, InterruptedException {
        leaving.add(size - 1);
        return others();
    }

    /** The same when its process is killed. */
    double kill() throws IOException, InterruptedException {
        victim().kill();
        return others();
    }

    /** The same when its process stands still. */
    double pause() throws IOException, InterruptedException {
        victim().pause();
        return others();
    }

    /** Seconds from now until the members share so many partitions. */
    double grown(int to) throws IOException, InterruptedException {
        return shares.await(first(size), to, LIMIT);
    }

    private MemberProcess victim() {
        if (victim == null) {
            throw new IllegalStateException("all members are in this process");
        }
        return victim;
    }

    private double others() throws IOException, InterruptedException {
        return shares.await(first(size - 1), partitions, LIMIT);
    }

    private static List<Integer> first(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Override
    public void close() {
        IntStream.range(0, size).forEach(leaving::add);
        if (victim != null) {
            victim.close();
        }
        threads.forEach(thread -> Uninterrupted.await(thread::join));
    }
}
