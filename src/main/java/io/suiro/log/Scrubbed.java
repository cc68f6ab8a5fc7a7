package io.suiro.log;

/**
 * What became of reading a segment again.
 *
 * @param nextOffset where the next sealed segment begins, {@link #NO_MORE} if there is none
 * @param damaged whether something in the segment is
 */
public record Scrubbed(long nextOffset, boolean damaged) {
    public static final long NO_MORE = -1;
}
