package io.suiro.bench.channel;

import io.suiro.bench.load.Pause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** An application that sends at a pace and receives it itself. A record is due when the pace says so, whatever has become of those before it. */
@ApplicationScoped
public class Echo {
    private static final int DIGITS = 3;
    /** At the beginning of a payload; 0 in those that are not counted. */
    private static final int DUE_AT = 0;

    private final Histogram received = new ConcurrentHistogram(DIGITS);
    private final Histogram acknowledged = new ConcurrentHistogram(DIGITS);

    @Inject
    @Channel("out")
    @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
    Emitter<byte[]> out;

    @Incoming("in")
    public void take(byte[] payload) {
        record(received, ByteBuffer.wrap(payload).getLong(DUE_AT));
    }

    private static void record(Histogram latency, long due) {
        if (due != 0) {
            latency.recordValue(Math.max(0, System.nanoTime() - due));
        }
    }

    /** Sends for so long, and returns when it has. */
    public void run(int perSecond, int payloadBytes, double seconds, boolean counted) {
        long begun = System.nanoTime();
        long records = (long) (perSecond * seconds);
        for (long i = 0; i < records; i++) {
            long due = begun + i * 1_000_000_000 / perSecond;
            long from = awaited(due);
            long stamp = counted ? from : 0;
            byte[] payload =
                    ByteBuffer.allocate(payloadBytes).putLong(DUE_AT, stamp).array();
            out.send(payload).thenRun(() -> record(acknowledged, stamp));
        }
    }

    /** When it begins to count: not before the sender has woken up, some 50 µs late, but in time if it is behind. */
    private static long awaited(long due) {
        if (System.nanoTime() >= due) {
            return due;
        }
        Pause.until(due);
        return System.nanoTime();
    }

    /** From when a record was due until the method had it, in nanoseconds. */
    public Histogram received() {
        return received;
    }

    /** From when a record was due until its sender was told that it is in the log, in nanoseconds. */
    public Histogram acknowledged() {
        return acknowledged;
    }
}
