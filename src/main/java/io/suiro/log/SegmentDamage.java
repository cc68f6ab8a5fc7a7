package io.suiro.log;

import io.suiro.error.Refused;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a scrub has found damaged in a sealed segment: it is not served, and what lies before, between and behind is.
 * Immutable.
 *
 * @param damages in order of position, not empty
 */
record SegmentDamage(List<Damaged> damages) {
    SegmentDamage {
        damages = List.copyOf(damages);
    }

    /** @throws Refused CORRUPT_MESSAGE if a damage lies where the offset is due */
    void check(long offset) {
        for (Damaged damaged : damages) {
            long due = damaged.damage().offset();
            if (offset >= due && (!damaged.resumes() || offset < damaged.resumesAt())) {
                throw new Refused(
                        Errors.CORRUPT_MESSAGE,
                        "the log is damaged at offset " + due
                                + (damaged.resumes() ? " and goes on at offset " + damaged.resumesAt() : ""));
            }
        }
    }

    /** Position of the sound stretch that holds the offset, which is not damaged itself. */
    int soundFrom(long offset) {
        int from = 0;
        for (Damaged damaged : damages) {
            if (damaged.resumes() && damaged.resumesAt() <= offset) {
                from = damaged.damage().end();
            }
        }
        return from;
    }

    /** Position where that stretch ends, exclusive. */
    int soundTo(long offset, int segmentSize) {
        for (Damaged damaged : damages) {
            if (damaged.damage().offset() > offset) {
                return damaged.damage().position();
            }
        }
        return segmentSize;
    }

    /** Offset where that stretch ends, exclusive. */
    long soundEnd(long offset, long segmentEnd) {
        for (Damaged damaged : damages) {
            if (damaged.damage().offset() > offset) {
                return damaged.damage().offset();
            }
        }
        return segmentEnd;
    }
}
