package io.suiro.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The largest timestamp so far at points of a segment, sparsely, and at its end.
 *
 * <pre>
 * entry, 12 bytes: 0 largest timestamp in the segment up to here int64
 *                | 8 last offset of the first batch with that timestamp, relative to the segment's base offset int32
 * </pre>
 *
 * Timestamps and offsets ascend strictly. The lane adds, any thread looks up. Rebuilt like {@link OffsetIndex}.
 */
final class TimeIndex {
    static final int ENTRY_BYTES = 12;

    private final long baseOffset;
    private volatile long[] timestamps;
    private volatile int[] offsets;
    private volatile int entries;

    TimeIndex(long baseOffset) {
        this(baseOffset, new long[0], new int[0]);
    }

    private TimeIndex(long baseOffset, long[] timestamps, int[] offsets) {
        this.baseOffset = baseOffset;
        this.timestamps = timestamps;
        this.offsets = offsets;
        this.entries = offsets.length;
    }

    /** Null if the content cannot be a time index. */
    static @Nullable TimeIndex parse(long baseOffset, byte[] content) {
        if (content.length % ENTRY_BYTES != 0) {
            return null;
        }
        int count = content.length / ENTRY_BYTES;
        long[] timestamps = new long[count];
        int[] offsets = new int[count];
        ByteBuffer bytes = ByteBuffer.wrap(content);
        for (int entry = 0; entry < count; entry++) {
            timestamps[entry] = bytes.getLong();
            offsets[entry] = bytes.getInt();
            boolean ascends =
                    entry == 0 || (timestamps[entry] > timestamps[entry - 1] && offsets[entry] > offsets[entry - 1]);
            if (!ascends || timestamps[entry] < 0 || offsets[entry] < 0) {
                return null;
            }
        }
        return new TimeIndex(baseOffset, timestamps, offsets);
    }

    /** Does nothing unless the timestamp is above the last entry's. */
    void add(long timestampMs, long lastOffset) {
        int entry = entries;
        if (timestampMs < 0 || (entry > 0 && timestampMs <= timestamps[entry - 1])) {
            return;
        }
        long[] times = timestamps;
        int[] relative = offsets;
        if (entry == times.length) {
            times = Arrays.copyOf(times, Math.max(8, entry * 2));
            relative = Arrays.copyOf(relative, Math.max(8, entry * 2));
        }
        times[entry] = timestampMs;
        relative[entry] = (int) (lastOffset - baseOffset);
        timestamps = times;
        offsets = relative;
        entries = entry + 1;
    }

    int entries() {
        return entries;
    }

    /** The last entry whose timestamp is below the one given, -1 if there is none. */
    int below(long timestampMs) {
        int low = 0;
        int high = entries - 1;
        long[] source = timestamps;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (source[middle] < timestampMs) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** The last entry whose offset is below the one given, -1 if there is none. */
    int before(long offset) {
        int low = 0;
        int high = entries - 1;
        int[] source = offsets;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (baseOffset + source[middle] < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    long timestampMs(int entry) {
        return timestamps[entry];
    }

    long offset(int entry) {
        return baseOffset + offsets[entry];
    }

    ByteBuffer toBytes() {
        int count = entries;
        ByteBuffer bytes = ByteBuffer.allocate(count * ENTRY_BYTES);
        for (int entry = 0; entry < count; entry++) {
            bytes.putLong(timestamps[entry]).putInt(offsets[entry]);
        }
        return bytes.flip();
    }
}
