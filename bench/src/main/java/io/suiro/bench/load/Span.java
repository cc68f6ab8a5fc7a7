package io.suiro.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** From where to where a partition went when a load began; the end is exclusive. */
record Span(long start, long end) {

    /** Of each partition. */
    static List<Span> of(Cluster cluster, Topic topic) throws IOException {
        long[] starts = cluster.startOffsets(topic);
        long[] ends = cluster.endOffsets(topic);
        return IntStream.range(0, starts.length)
                .mapToObj(partition -> new Span(starts[partition], ends[partition]))
                .toList();
    }

    /** An offset so far into it, of 1. */
    long at(double share) {
        return start + (long) ((end - start) * share);
    }
}
