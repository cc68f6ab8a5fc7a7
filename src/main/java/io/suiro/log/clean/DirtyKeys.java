package io.suiro.log.clean;

import io.suiro.error.Refused;
import io.suiro.record.Batch;
import io.suiro.record.BatchFilter;
import java.nio.ByteBuffer;

/**
 * Fills an offset map from the batches of the uncleaned part of a log, in order of offset, until it is full. Records of aborted
 * transactions do not count, for they supersede nothing. One thread.
 */
public final class DirtyKeys {
    private final OffsetMap latest;
    private final long from;
    private final Transactions transactions;
    private boolean full;
    private long end;

    /**
     * @param from the first offset that counts
     * @param aborted transactions of the log
     */
    public DirtyKeys(OffsetMap latest, long from, Iterable<AbortedTransaction> aborted) {
        this.latest = latest;
        this.from = from;
        this.end = from;
        this.transactions = new Transactions(from, aborted, transaction -> {});
    }

    /**
     * Takes up the keys of a batch; false once the map is full.
     *
     * @throws Refused CORRUPT_MESSAGE if the batch does not hold what its header promises
     */
    public boolean add(ByteBuffer buffer, int at) {
        boolean idle = transactions.isIdle(buffer, at);
        if (!idle && !Batch.isControl(buffer, at)) {
            BatchFilter.forEach(buffer, at, (offset, key, hasValue) -> {
                if (full || key == null || offset < from) {
                    return;
                }
                if (latest.isFull()) {
                    full = true;
                    end = offset;
                } else {
                    latest.put(key, offset);
                }
            });
        }
        if (!full) {
            end = Math.max(end, Batch.lastOffset(buffer, at) + 1);
        }
        return !full;
    }

    /** Exclusive: all records below it have been taken up. */
    public long end() {
        return end;
    }
}
