package io.suiro.tool.client;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * How far something is that takes long: a line on the standard error output that is written over now and then, and is gone at the end. Where errors do not go to a
 * terminal, and during the first second, nothing is written. Used by one thread.
 */
public final class Progress implements AutoCloseable {
    /** The launcher sets it to true if errors go to a terminal. */
    private static final String TERMINAL = "suiro.terminal";

    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final String what;
    private final long startNanos;
    private long nextNanos;
    private boolean shown;

    /** @param what begins the line, as "writing" */
    public Progress(PrintWriter err, String what) {
        this.err = err;
        this.what = what;
        startNanos = System.nanoTime();
        nextNanos = Boolean.getBoolean(TERMINAL) ? FIRST_NANOS : Long.MAX_VALUE;
    }

    /** Cheap enough to be told of each record. */
    public void at(long records) {
        long elapsedNanos = System.nanoTime() - startNanos;
        if (elapsedNanos >= nextNanos) {
            nextNanos = elapsedNanos + INTERVAL_NANOS;
            shown = true;
            err.printf(
                    "%s%s %,d records, %,d a second",
                    ERASE_LINE, what, records, records * TimeUnit.SECONDS.toNanos(1) / elapsedNanos);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (shown) {
            err.print(ERASE_LINE);
            err.flush();
        }
    }
}
