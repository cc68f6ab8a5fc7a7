package io.suiro.share;

import io.suiro.coordinator.share.StateBatch;
import org.jspecify.annotations.Nullable;

/**
 * Offsets next to each other that have the same fate so far. Immutable.
 *
 * @param lastOffset inclusive
 * @param memberId who has them; null unless they are acquired
 * @param lockedUntilMs uptime clock; until when
 * @param decided what they become once that is stored; null while nobody has said
 */
record Run(
        long firstOffset,
        long lastOffset,
        DeliveryState state,
        int deliveryCount,
        @Nullable String memberId,
        long lockedUntilMs,
        @Nullable Decided decided) {
    /** @param id of the change that it belongs to */
    record Decided(long id, DeliveryState state) {}

    static Run of(long firstOffset, long lastOffset, DeliveryState state, int deliveryCount) {
        return new Run(firstOffset, lastOffset, state, deliveryCount, null, 0, null);
    }

    Run within(long first, long last) {
        return new Run(first, last, state, deliveryCount, memberId, lockedUntilMs, decided);
    }

    Run acquiredBy(String member, int count, long untilMs) {
        return new Run(firstOffset, lastOffset, DeliveryState.ACQUIRED, count, member, untilMs, null);
    }

    Run lockedUntil(long untilMs) {
        return new Run(firstOffset, lastOffset, state, deliveryCount, memberId, untilMs, decided);
    }

    Run decided(@Nullable Decided change) {
        return new Run(firstOffset, lastOffset, state, deliveryCount, memberId, lockedUntilMs, change);
    }

    Run becoming(DeliveryState next, int count) {
        return of(firstOffset, lastOffset, next, count);
    }

    long count() {
        return lastOffset - firstOffset + 1;
    }

    boolean isAvailable() {
        return state == DeliveryState.AVAILABLE;
    }

    /** Whether the member may say what becomes of it. */
    boolean isHeldBy(String member) {
        return state == DeliveryState.ACQUIRED && decided == null && member.equals(memberId);
    }

    StateBatch stored(DeliveryState as, int count) {
        return new StateBatch(firstOffset, lastOffset, as.id(), (short) count);
    }
}
