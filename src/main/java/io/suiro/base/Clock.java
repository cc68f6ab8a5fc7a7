package io.suiro.base;

/** The clock seam: nothing in the core reads time from anywhere else, so that a simulation can drive it. */
public interface Clock {
    Clock SYSTEM = new Clock() {
        @Override
        public long nowMs() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    };

    /** Milliseconds since the epoch; may jump. */
    long nowMs();

    /** Nanoseconds since an arbitrary moment; never goes back. For durations. */
    long nanoTime();
}
