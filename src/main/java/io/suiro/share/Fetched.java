package io.suiro.share;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Records for a member.
 *
 * @param records whole batches, some of which may hold records that are somebody else's, or nobody's any more
 * @param acquired those that are the member's now
 */
public record Fetched(ByteBuffer records, List<Acquired> acquired) {
    static final Fetched NOTHING = new Fetched(ByteBuffer.allocate(0), List.of());

    public Fetched {
        acquired = List.copyOf(acquired);
    }
}
