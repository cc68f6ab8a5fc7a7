package io.suiro.log;

/**
 * A file beside the log whose content is not what was written. The disk works, so this is no reason to take the
 * directory offline: the log holds the truth and the file is made anew from it.
 */
public final class CorruptFile extends Exception {
    CorruptFile(String detail) {
        super(detail);
    }
}
