package io.suiro.log.verify;

import java.nio.file.Path;

/**
 * Something that is not as it was written.
 *
 * @param file relative to the data directory
 * @param position byte in the file, {@link #NOWHERE} if it is about the file as a whole
 */
public record Finding(Severity severity, Path file, long position, String what) {
    public static final long NOWHERE = -1;

    /** What it means for the operator. */
    public enum Severity {
        /** Nothing to do: a crash leaves it so and the next start mends it, or it does no harm. */
        WARNING,
        /** Data or what leads to it is damaged. */
        ERROR
    }

    /** {@code FILE: at POSITION: WHAT}, with the severity before WHAT if it is no error. */
    public String line() {
        return file + ":" + (position == NOWHERE ? "" : " at " + position + ":")
                + (severity == Severity.WARNING ? " warning: " : " ") + what;
    }
}
