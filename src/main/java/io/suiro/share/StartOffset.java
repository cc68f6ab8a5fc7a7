package io.suiro.share;

import io.suiro.log.FoundOffset;
import io.suiro.replica.Partition;
import io.suiro.share.ShareTerms.Start;

/** Where a group begins with a partition that it does not know. */
final class StartOffset {
    private StartOffset() {}

    /** May read a disk. */
    static long of(Partition partition, Start start, long nowMs) {
        return switch (start) {
            case Start.Earliest earliest -> partition.log().logStartOffset();
            case Start.Latest latest -> partition.highWatermark();
            case Start.Before(long durationMs) ->
                partition.onDisk(log -> log.offsetForTimestamp(nowMs - durationMs, partition.highWatermark())
                        .map(FoundOffset::offset)
                        .orElse(partition.highWatermark()));
        };
    }
}
