package io.suiro.share;

/**
 * Offsets that a member has from now on.
 *
 * @param lastOffset inclusive
 * @param deliveryCount how often they have been delivered, with this time
 */
public record Acquired(long firstOffset, long lastOffset, int deliveryCount) {
    public long count() {
        return lastOffset - firstOffset + 1;
    }
}
