package io.suiro.bench.load;

import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.protocol.Errors;

/**
 * What tail reading achieved. Latencies are in nanoseconds, from when a record was due to be sent.
 *
 * @param endToEnd until a consumer had it; of the records that were due after the warm-up, as the other
 * @param acknowledged until all replicas had acknowledged it
 * @param sent all, those of the warm-up as well
 * @param received likewise
 * @param errors of produced records, and of fetches
 * @param seconds that the brokers' processor time is of
 */
public record TailOutcome(
        Histogram endToEnd,
        Histogram acknowledged,
        long sent,
        long received,
        Map<Errors, Long> errors,
        double seconds,
        Duration cpu) {}
