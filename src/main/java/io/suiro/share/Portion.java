package io.suiro.share;

/**
 * What is delivered together, so that one record that makes its members fail does not take others with it: what has failed as often as
 * half of the deliveries that a record may have, and twice at least, goes without other records, in portions that halve with each further
 * failure; what may be delivered for the last time goes alone.
 *
 * <p>Half of what: of the offsets next to each other that have failed so often, or of the batch size where they are more. For one answer
 * of one partition, and one thread.
 */
final class Portion {
    private static final int FEWEST_FAILURES = 2;

    private final Window window;
    private final int deliveryLimit;
    private final int batchSize;
    private final int failures;
    private boolean isEmpty = true;
    private boolean isFailed;
    private long left = Long.MAX_VALUE;

    Portion(Window window, int deliveryLimit, int batchSize) {
        this.window = window;
        this.deliveryLimit = deliveryLimit;
        this.batchSize = batchSize;
        this.failures = Math.max(FEWEST_FAILURES, Math.ceilDiv(deliveryLimit, 2));
    }

    /** How many offsets of the run, from its first on, go along with what was added; 0 if those of the next answer begin with it. */
    long room(Run run) {
        if (isEmpty) {
            return Math.min(run.count(), size(run));
        }
        return isFailed(run) == isFailed && !isLast(run) ? Math.min(run.count(), left) : 0;
    }

    /** The run goes along, which has {@linkplain #room room}. */
    void add(Run run) {
        if (isEmpty) {
            isEmpty = false;
            isFailed = isFailed(run);
            left = size(run);
        }
        left -= run.count();
    }

    private boolean isFailed(Run run) {
        return run.deliveryCount() >= failures;
    }

    private boolean isLast(Run run) {
        return isFailed(run) && run.deliveryCount() >= deliveryLimit - 1;
    }

    private long size(Run run) {
        if (!isFailed(run)) {
            return Long.MAX_VALUE;
        }
        if (isLast(run)) {
            return 1;
        }
        int halvings = run.deliveryCount() - failures + 1;
        return Math.max(1, Math.min(batchSize, failedAround(run)) >> Math.min(halvings, Integer.SIZE - 1));
    }

    /** Whoever has them, and whatever became of them. */
    private long failedAround(Run run) {
        Run whole = window.runs().floorEntry(run.firstOffset()).getValue();
        long first = whole.firstOffset();
        for (Run before : window.runs().headMap(first, false).descendingMap().values()) {
            if (before.lastOffset() + 1 != first || !isFailed(before)) {
                break;
            }
            first = before.firstOffset();
        }
        long last = whole.lastOffset();
        for (Run after : window.runs().tailMap(last, false).values()) {
            if (after.firstOffset() != last + 1 || !isFailed(after)) {
                break;
            }
            last = after.lastOffset();
        }
        return last - first + 1;
    }
}
