package io.suiro.process.cluster;

import java.util.ArrayList;
import java.util.List;

/** Numbers by position, in 4 bytes each; what was never set is 0. One lock, for threads that set and threads that read. */
final class GrowingInts {
    private static final int CHUNK = 1 << 14;

    private final List<int[]> chunks = new ArrayList<>();
    private long end;

    synchronized void set(long position, int value) {
        while (position / CHUNK >= chunks.size()) {
            chunks.add(new int[CHUNK]);
        }
        chunks.get((int) (position / CHUNK))[(int) (position % CHUNK)] = value;
        end = Math.max(end, position + 1);
    }

    synchronized int get(long position) {
        return position < end ? chunks.get((int) (position / CHUNK))[(int) (position % CHUNK)] : 0;
    }

    /** Behind the last position that was set. */
    synchronized long end() {
        return end;
    }
}
