package io.suiro.log;

import java.util.ArrayDeque;

/**
 * Transactions that have ended in the log, while their markers are not known to be committed: they may yet be taken back, so that
 * readers of committed records stay below them. Kafka's unreplicated transactions.
 *
 * <p>One that begins above another and ends below it is of no account, so markers and first offsets both ascend, and the earliest first
 * offset is the first. Where there are very many, neighbours become one, which keeps readers waiting for a marker more: a recovery
 * that reads millions knows of none that it is committed. Lane only.
 */
final class EndedTransactions {
    static final long NONE = Long.MAX_VALUE;
    private static final int MOST = 4096;

    private ArrayDeque<Ended> ended = new ArrayDeque<>();

    private record Ended(long firstOffset, long markerOffset) {}

    /** @param markerOffset above those of all that were added before */
    void add(long firstOffset, long markerOffset) {
        for (Ended last = ended.peekLast(); last != null && last.firstOffset >= firstOffset; last = ended.peekLast()) {
            ended.removeLast();
        }
        if (ended.size() == MOST) {
            joinNeighbours();
        }
        ended.add(new Ended(firstOffset, markerOffset));
    }

    private void joinNeighbours() {
        ArrayDeque<Ended> joined = new ArrayDeque<>(MOST);
        while (!ended.isEmpty()) {
            Ended first = ended.remove();
            Ended second = ended.poll();
            joined.add(new Ended(first.firstOffset, second == null ? first.markerOffset : second.markerOffset));
        }
        ended = joined;
    }

    /**
     * Everything below the offset is committed.
     *
     * @return whether that has moved the first offset
     */
    boolean committed(long highWatermark) {
        boolean any = false;
        for (Ended first = ended.peek(); first != null && first.markerOffset < highWatermark; first = ended.peek()) {
            ended.remove();
            any = true;
        }
        return any;
    }

    /** Offset of the earliest record of one of them, {@link #NONE} if there is none. */
    long firstOffset() {
        Ended first = ended.peek();
        return first == null ? NONE : first.firstOffset;
    }

    /** Those that still have a record in a log that ends at the offset; what has lost its marker is open again, and no less unstable. */
    EndedTransactions below(long endOffset) {
        EndedTransactions kept = new EndedTransactions();
        for (Ended one : ended) {
            if (one.firstOffset < endOffset) {
                kept.ended.add(new Ended(one.firstOffset, Math.min(one.markerOffset, endOffset - 1)));
            }
        }
        return kept;
    }
}
