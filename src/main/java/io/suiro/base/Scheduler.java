package io.suiro.base;

/** The timer seam. Tasks run on the timer's own thread and must only hand work on: to a lane, or to an event loop. */
public interface Scheduler {
    /** Runs the task once, {@code delayMs} from now. Any thread may call. */
    Timer schedule(long delayMs, Runnable task);

    /** A scheduled task. */
    interface Timer {
        /** Best effort: a task that has begun is not interrupted. Any thread, any number of times. */
        void cancel();
    }
}
