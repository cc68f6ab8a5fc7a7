package io.suiro.bench.load;

import java.util.List;

/** Walks through some partitions, one after the other, from start to end and over again. One thread. */
final class Cursor {
    private final List<Integer> partitions;
    private final List<Span> spans;
    private int current;
    private long offset;

    /**
     * Begins in the first of its partitions.
     *
     * @param spans of all partitions of the topic
     * @param share how far into it, of 1
     */
    Cursor(List<Integer> partitions, List<Span> spans, double share) {
        this.partitions = partitions;
        this.spans = spans;
        this.offset = span().at(share);
    }

    int partition() {
        return partitions.get(current);
    }

    /** Of the next record to be fetched. */
    long offset() {
        return offset;
    }

    void advanceTo(long nextOffset) {
        offset = nextOffset;
        if (offset >= span().end()) {
            leave();
        }
    }

    /** For the next partition, or for the start of the only one. */
    void leave() {
        current = (current + 1) % partitions.size();
        offset = span().start();
    }

    private Span span() {
        return spans.get(partition());
    }
}
