package io.suiro.log;

import io.suiro.record.Batch;
import java.nio.ByteBuffer;

/**
 * Sequence numbers of idempotent producers: each record has one, from 0 to {@link Integer#MAX_VALUE} and then from 0
 * again. Source: KIP-98.
 */
final class Sequences {
    /** Of a batch with a producer id but no sequence, as a coordinator's transactional offset commit is. */
    static final int NONE = -1;

    private Sequences() {}

    /** Sequence of a batch's last record, {@link #NONE} if the batch has none. */
    static int last(ByteBuffer buffer, int at) {
        int first = Batch.baseSequence(buffer, at);
        return first == NONE ? NONE : plus(first, Batch.lastOffsetDelta(buffer, at));
    }

    static int plus(int sequence, int delta) {
        return (int) ((sequence + (long) delta) % (Integer.MAX_VALUE + 1L));
    }

    static int minus(int sequence, int delta) {
        return (int) Math.floorMod((long) sequence - delta, Integer.MAX_VALUE + 1L);
    }

    /** Whether a record with the first sequence comes before one with the second, as far as sequences that wrap can tell. */
    static boolean precedes(int first, int second) {
        int distance = minus(second, first);
        return distance > 0 && distance <= Integer.MAX_VALUE / 2;
    }

    static boolean follows(int last, int next) {
        return next == plus(last, 1);
    }
}
