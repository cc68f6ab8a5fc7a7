package io.suiro.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where batches lie in a segment's file, sparsely: one entry for about every {@code index.interval.bytes}.
 *
 * <pre>
 * entry, 8 bytes: 0 last offset of a batch, relative to the segment's base offset int32 | 4 position of that batch int32
 * </pre>
 *
 * Entries ascend. The lane adds, any thread looks up: the entry is written before the count that makes it visible.
 * Rebuilt from the segment's batches when its file is missing or does not fit them.
 */
final class OffsetIndex {
    static final int ENTRY_BYTES = 8;

    private final long baseOffset;
    private volatile int[] words;
    private volatile int entries;

    OffsetIndex(long baseOffset) {
        this(baseOffset, new int[0], 0);
    }

    private OffsetIndex(long baseOffset, int[] words, int entries) {
        this.baseOffset = baseOffset;
        this.words = words;
        this.entries = entries;
    }

    /** Null if the content cannot be the index of a segment of that size. */
    static @Nullable OffsetIndex parse(long baseOffset, byte[] content, int segmentSize) {
        if (content.length % ENTRY_BYTES != 0) {
            return null;
        }
        int[] words = new int[content.length / Integer.BYTES];
        ByteBuffer.wrap(content).asIntBuffer().get(words);
        for (int at = 0; at < words.length; at += 2) {
            boolean ascends = at == 0 || (words[at] > words[at - 2] && words[at + 1] > words[at - 1]);
            if (!ascends || words[at] < 0 || words[at + 1] < 0 || words[at + 1] >= segmentSize) {
                return null;
            }
        }
        return new OffsetIndex(baseOffset, words, words.length / 2);
    }

    void add(long lastOffset, int position) {
        int count = entries;
        int at = count * 2;
        int[] target = words;
        if (at == target.length) {
            target = Arrays.copyOf(target, Math.max(16, at * 2));
        }
        target[at] = (int) (lastOffset - baseOffset);
        target[at + 1] = position;
        words = target;
        entries = count + 1;
    }

    int entries() {
        return entries;
    }

    /** The last entry whose offset is not above the one given, -1 if there is none. */
    int floor(long offset) {
        int low = 0;
        int high = entries - 1;
        int[] source = words;
        long relative = offset - baseOffset;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (source[middle * 2] <= relative) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** The last entry of a batch that ends at or before the position, as far as the index can tell; -1 if there is none. */
    int endingBy(int end) {
        return countUpTo(end, entries) - 2;
    }

    /** The first entry of a batch that begins at or after the position, -1 if there is none. */
    int from(int position) {
        int count = entries;
        int first = countUpTo(position - 1, count);
        return first < count ? first : -1;
    }

    /** How many of the first so many entries are of batches that begin at or before the position. */
    private int countUpTo(int position, int count) {
        int low = 0;
        int high = count - 1;
        int[] source = words;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (source[middle * 2 + 1] <= position) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    long offset(int entry) {
        return baseOffset + words[entry * 2];
    }

    int position(int entry) {
        return words[entry * 2 + 1];
    }

    ByteBuffer toBytes() {
        int count = entries;
        ByteBuffer bytes = ByteBuffer.allocate(count * ENTRY_BYTES);
        bytes.asIntBuffer().put(words, 0, count * 2);
        return bytes;
    }
}
