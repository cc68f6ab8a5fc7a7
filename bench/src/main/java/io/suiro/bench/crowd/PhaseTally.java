package io.suiro.bench.crowd;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.common.protocol.Errors;

/** What all members' requests came to since somebody last looked. Any thread. */
final class PhaseTally {
    private static final int DIGITS = 3;

    /** What is asked of a coordinator. */
    enum Ask {
        HEARTBEAT,
        COMMIT,
        FIND_COORDINATOR
    }

    /**
     * From one look to the next.
     *
     * @param latencies in nanoseconds
     * @param errors how often each came
     */
    record Phase(Map<Ask, Histogram> latencies, Map<Errors, Long> errors) {
        /** Members that lost their place. */
        long fenced() {
            return errors.getOrDefault(Errors.UNKNOWN_MEMBER_ID, 0L)
                    + errors.getOrDefault(Errors.FENCED_MEMBER_EPOCH, 0L);
        }
    }

    private final Map<Ask, Recorder> recorders = new ConcurrentHashMap<>();
    private Map<Errors, Long> errors = new EnumMap<>(Errors.class);

    void answered(Ask ask, long latencyNanos, Errors error) {
        recorders.computeIfAbsent(ask, key -> new Recorder(DIGITS)).recordValue(Math.max(0, latencyNanos));
        if (error != Errors.NONE) {
            refused(error);
        }
    }

    synchronized void refused(Errors error) {
        errors.merge(error, 1L, Long::sum);
    }

    synchronized Phase take() {
        Map<Ask, Histogram> latencies = new EnumMap<>(Ask.class);
        recorders.forEach((ask, recorder) -> latencies.put(ask, recorder.getIntervalHistogram()));
        Map<Errors, Long> taken = errors;
        errors = new EnumMap<>(Errors.class);
        return new Phase(latencies, taken);
    }
}
