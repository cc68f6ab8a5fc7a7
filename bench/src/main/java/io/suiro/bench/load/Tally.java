package io.suiro.bench.load;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.protocol.Errors;

/** What answers amounted to. One thread at a time. */
public final class Tally {
    private static final int DIGITS = 3;

    private final Histogram latency = new Histogram(DIGITS);
    private final Map<Errors, Long> errors = new EnumMap<>(Errors.class);
    private long requests;
    private long records;
    private long bytes;

    void gained(long moreRecords, long moreBytes) {
        records += moreRecords;
        bytes += moreBytes;
    }

    void refused(Errors error) {
        errors.merge(error, 1L, Long::sum);
    }

    void answered(long latencyNanos) {
        requests++;
        latency.recordValue(Math.max(0, latencyNanos));
    }

    void add(Tally other) {
        latency.add(other.latency);
        other.errors.forEach((error, count) -> errors.merge(error, count, Long::sum));
        requests += other.requests;
        records += other.records;
        bytes += other.bytes;
    }

    public long requests() {
        return requests;
    }

    /** Acknowledged or fetched. */
    public long records() {
        return records;
    }

    /** Of values where records are produced; of batches where they are fetched. */
    public long bytes() {
        return bytes;
    }

    /** Times that each code came for a partition. */
    public Map<Errors, Long> errors() {
        return Map.copyOf(errors);
    }

    /** In nanoseconds. */
    public Histogram latency() {
        return latency;
    }
}
