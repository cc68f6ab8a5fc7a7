package io.suiro.log;

/**
 * A file beside the log whose content is not what was written. The disk works, so this is no reason to take the
 * directory offline: the log holds the truth and the file is made anew from it.
 */
public final class CorruptFile extends Exception {
    private final long position;

    CorruptFile(String detail) {
        this(0, detail);
    }

    CorruptFile(long position, String detail) {
        super(detail);
        this.position = position;
    }

    /** Of the first byte that cannot be as it was written. */
    public long position() {
        return position;
    }
}
