package io.suiro.log;

import io.suiro.log.clean.AbortedTransaction;
import java.util.List;

/**
 * What a reader of committed records gets: batches below the last stable offset, and those of their transactions that were aborted,
 * whose records the reader leaves out.
 *
 * @param slice must be closed by whoever receives it
 * @param aborted in order of their markers; some may have no record in the slice, but none ends before it
 */
public record StableSlice(LogSlice slice, List<AbortedTransaction> aborted) {}
