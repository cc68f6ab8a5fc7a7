package io.suiro.share;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives a member records that nobody has: those that were found in the log, in order.
 *
 * @param maxRecords exceeded to the end of a batch unless {@code isStrict}
 * @param batchSize the offsets that are told as one, beyond which the end of a batch parts them
 * @param maxWidth of the window, exceeded as {@code maxRecords}
 * @param isStrict as in acquire mode record_limit (KIP-1206)
 * @param deliveryLimit by which records that have failed before are given out in a {@link Portion} of their own
 * @param lockedUntilMs uptime clock
 */
record Acquire(
        String memberId,
        long maxRecords,
        int batchSize,
        int maxWidth,
        boolean isStrict,
        int deliveryLimit,
        long lockedUntilMs) {
    /**
     * What the member has.
     *
     * @param fromOffset from where the log was read
     * @param found batches from there on, of which the first may begin before
     */
    List<Acquired> in(Window window, long fromOffset, List<FoundBatch> found) {
        List<Acquired> acquired = new ArrayList<>();
        Portion portion = new Portion(window, deliveryLimit, batchSize);
        long left = maxRecords;
        long next = Math.max(fromOffset, window.startOffset());
        for (FoundBatch batch : found) {
            if (left <= 0) {
                break;
            }
            if (batch.firstOffset() > next) {
                archive(window, next, batch.firstOffset() - 1); // compaction has left nothing there
            }
            long first = Math.max(next, batch.firstOffset());
            next = Math.max(next, batch.lastOffset() + 1);
            if (first > batch.lastOffset()) {
                continue;
            }
            if (!batch.isDelivered()) {
                archive(window, first, batch.lastOffset());
                continue;
            }
            long room = room(window, first);
            if (room <= 0 && first >= window.endOffset()) {
                break;
            }
            long last = isStrict
                    ? Math.min(batch.lastOffset(), Math.max(window.endOffset(), first + room) - 1)
                    : batch.lastOffset();
            List<Run> free = free(window, first, last);
            long taken = acquire(window, free, isStrict ? left : Long.MAX_VALUE, portion, acquired);
            left -= taken;
            if (taken < free.stream().mapToLong(Run::count).sum()) {
                break;
            }
        }
        window.advance();
        return acquired;
    }

    private long room(Window window, long offset) {
        return window.startOffset() + maxWidth - offset;
    }

    private long acquire(Window window, List<Run> free, long limit, Portion portion, List<Acquired> acquired) {
        long taken = 0;
        boolean isNewBatch = true;
        for (Run each : free) {
            long room = Math.min(limit - taken, portion.room(each));
            if (room <= 0) {
                break;
            }
            Run run = each.within(each.firstOffset(), each.firstOffset() + room - 1);
            portion.add(run);
            int count = run.deliveryCount() + 1;
            window.put(run.acquiredBy(memberId, count, lockedUntilMs));
            tell(acquired, new Acquired(run.firstOffset(), run.lastOffset(), count), isNewBatch);
            isNewBatch = false;
            taken += run.count();
            if (room < each.count()) {
                break;
            }
        }
        return taken;
    }

    private void tell(List<Acquired> acquired, Acquired more, boolean isNewBatch) {
        Acquired before = acquired.isEmpty() ? null : acquired.getLast();
        if (before != null
                && before.lastOffset() + 1 == more.firstOffset()
                && before.deliveryCount() == more.deliveryCount()
                && !(isNewBatch && before.count() >= batchSize)) {
            acquired.set(
                    acquired.size() - 1, new Acquired(before.firstOffset(), more.lastOffset(), more.deliveryCount()));
        } else {
            acquired.add(more);
        }
    }

    private static void archive(Window window, long first, long last) {
        for (Run free : free(window, first, last)) {
            window.put(free.becoming(DeliveryState.ARCHIVED, free.deliveryCount()));
        }
    }

    /** What nobody has and nobody is done with, in order; unknown offsets as never delivered. */
    private static List<Run> free(Window window, long first, long last) {
        List<Run> free = new ArrayList<>();
        long next = first;
        for (Run run : window.over(first, last)) {
            if (run.firstOffset() > next) {
                free.add(Run.of(next, run.firstOffset() - 1, DeliveryState.AVAILABLE, 0));
            }
            if (run.isAvailable()) {
                free.add(run);
            }
            next = run.lastOffset() + 1;
        }
        if (next <= last) {
            free.add(Run.of(next, last, DeliveryState.AVAILABLE, 0));
        }
        return free;
    }
}
