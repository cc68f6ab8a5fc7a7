package io.suiro.base;

import java.util.List;
import java.util.stream.IntStream;

/** The {@link Lanes} of a real broker. */
public final class LaneThreads implements Lanes, AutoCloseable {
    private final List<LaneThread> lanes;

    public LaneThreads(String name, int count, Clock clock) {
        lanes = IntStream.range(0, count)
                .mapToObj(i -> new LaneThread(name + "-" + i, clock))
                .toList();
    }

    @Override
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
