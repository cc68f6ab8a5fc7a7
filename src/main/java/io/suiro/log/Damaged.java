package io.suiro.log;

/**
 * A damage, and where after it its segment is sound again.
 *
 * @param resumesAt base offset of the next sound batch, {@link #NEVER} if there is none in the segment
 */
public record Damaged(Damage damage, long resumesAt) {
    public static final long NEVER = -1;

    public boolean resumes() {
        return resumesAt != NEVER;
    }
}
