package io.suiro.log;

/**
 * A stretch of a segment's file that is not a sound batch.
 *
 * @param position of its first byte
 * @param sizeInBytes up to the next sound batch, or to the end; of one batch where its header can be believed
 * @param offset the one that is due there
 * @param what is wrong with it
 */
public record Damage(int position, int sizeInBytes, long offset, String what) {
    public int end() {
        return position + sizeInBytes;
    }
}
