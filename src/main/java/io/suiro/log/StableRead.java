package io.suiro.log;

import io.suiro.error.Refused;
import io.suiro.log.clean.AbortedTransaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches together with the aborted transactions among them. A compaction may take the place of what was read, and forget
 * transactions that have no record any more in what it has left: then both are read anew. Any thread. Source: KIP-98, Kafka's {@code
 * LocalLog.collectAbortedTransactions}.
 */
final class StableRead {
    private final LogState state;
    private final LogRead read;

    StableRead(LogState state, LogRead read) {
        this.state = state;
        this.read = read;
    }

    StableSlice read(long offset, int maxBytes, long lastStableOffset, boolean atLeastOne) throws IOException {
        while (true) {
            SegmentSlice slice = read.read(offset, maxBytes, lastStableOffset, atLeastOne);
            boolean handedOver = false;
            try {
                List<AbortedTransaction> aborted =
                        slice.sizeInBytes() == 0 ? List.of() : aborted(offset, slice.upperOffset());
                if (!slice.isRetired()) {
                    handedOver = true;
                    return new StableSlice(slice, aborted);
                }
            } finally {
                if (!handedOver) {
                    slice.close();
                }
            }
        }
    }

    /** @throws Refused OFFSET_OUT_OF_RANGE if the first offset is deleted, and with it what is known of it */
    List<AbortedTransaction> aborted(long fromOffset, long endOffset) throws IOException {
        while (true) {
            state.checkUsable();
            LogView view = state.view;
            if (fromOffset < view.logStartOffset) {
                throw new Refused(
                        Errors.OFFSET_OUT_OF_RANGE,
                        "offset " + fromOffset + " of " + state.topicPartition + " is below " + view.logStartOffset);
            }
            List<AbortedTransaction> found = aborted(view, fromOffset, endOffset);
            if (found != null) {
                return found;
            }
            Thread.onSpinWait();
        }
    }

    /** Null if a segment has been retired since the view was taken. */
    private static @Nullable List<AbortedTransaction> aborted(LogView view, long fromOffset, long endOffset)
            throws IOException {
        List<AbortedTransaction> found = new ArrayList<>(0);
        for (int i = view.floor(fromOffset); i < view.count(); i++) {
            List<AbortedTransaction> here = view.segment(i).abortedTransactions();
            if (here == null) {
                return null;
            }
            for (int at = firstEndingFrom(here, fromOffset); at < here.size(); at++) {
                AbortedTransaction next = here.get(at);
                if (next.firstOffset() < endOffset) {
                    found.add(next);
                }
                if (next.lastStableOffset() >= endOffset) {
                    // Whatever ends later has begun later.
                    return found;
                }
            }
        }
        return found;
    }

    private static int firstEndingFrom(List<AbortedTransaction> transactions, long offset) {
        int low = 0;
        int high = transactions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (transactions.get(middle).lastOffset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
