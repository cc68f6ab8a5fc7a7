package io.suiro.base;

import java.util.List;
import java.util.stream.IntStream;

/** A fixed set of lanes; each partition is given one for life. */
public final class Lanes implements AutoCloseable {
    private final List<LaneThread> lanes;

    public Lanes(String name, int count, Clock clock) {
        lanes = IntStream.range(0, count)
                .mapToObj(i -> new LaneThread(name + "-" + i, clock))
                .toList();
    }

    /** The lane of everything that hashes to this. */
    public LaneThread laneFor(int hash) {
        return lanes.get(Math.floorMod(hash, lanes.size()));
    }

    public List<LaneThread> all() {
        return lanes;
    }

    @Override
    public void close() {
        lanes.forEach(LaneThread::close);
    }
}
