package io.suiro.share;

import java.util.List;

/**
 * What a member says of some offsets.
 *
 * @param lastOffset inclusive
 * @param types one for all of them, or one for each
 */
public record Acknowledgement(long firstOffset, long lastOffset, List<AcknowledgeType> types) {
    public Acknowledgement {
        types = List.copyOf(types);
        if (firstOffset > lastOffset || (types.size() != 1 && types.size() != lastOffset - firstOffset + 1)) {
            throw new IllegalArgumentException(types.size() + " types for " + firstOffset + " to " + lastOffset);
        }
    }

    AcknowledgeType typeOf(long offset) {
        return types.size() == 1 ? types.getFirst() : types.get((int) (offset - firstOffset));
    }
}
