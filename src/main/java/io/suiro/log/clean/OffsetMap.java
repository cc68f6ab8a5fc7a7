package io.suiro.log.clean;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The latest offset of each key of a stretch of a log, in memory of a fixed size outside the heap: 24 bytes for a key of any
 * length. Keys are known by their MD5 digest alone, as in Kafka, so that two keys are taken for one with a chance of 2^-64 among
 * four thousand million of them.
 *
 * <pre>
 * slot, 24 bytes: 0 digest int128 | 16 offset + 1 int64, 0 in a free slot
 * </pre>
 *
 * A digest's slot is the first free one from the place on that its first half names. One thread. Source: Kafka's
 * {@code SkimpyOffsetMap}.
 */
public final class OffsetMap implements AutoCloseable {
    /** Of a key that is not there. */
    public static final long NONE = -1;

    static final int SLOT_BYTES = 24;
    private static final int SECOND_HALF_AT = 8;
    private static final int OFFSET_AT = 16;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory;
    private final long slots;
    private final long most;
    private final MessageDigest md5 = md5();
    private final byte[] digest = new byte[16];
    private final ByteBuffer halves = ByteBuffer.wrap(digest).order(ByteOrder.nativeOrder());
    private long keys;

    private OffsetMap(long slots, double loadFactor) {
        this.slots = slots;
        this.most = Math.clamp((long) (slots * loadFactor), 1, Math.max(1, slots - 1));
        this.memory = arena.allocate(slots * SLOT_BYTES, Long.BYTES);
    }

    /**
     * A map for as many keys as there may be, or as fit.
     *
     * @param keys that may come
     * @param maxBytes of memory; at least two slots are taken
     * @param loadFactor share of the slots that are filled at most, in (0, 1]
     */
    public static OffsetMap of(long keys, long maxBytes, double loadFactor) {
        long wanted = (long) Math.ceil(Math.max(1, keys) / loadFactor) + 1;
        return new OffsetMap(Math.max(2, Math.min(wanted, maxBytes / SLOT_BYTES)), loadFactor);
    }

    public boolean isFull() {
        return keys >= most;
    }

    /** Keys in it. */
    public long keys() {
        return keys;
    }

    /**
     * The offset becomes the key's latest; offsets come in ascending order.
     *
     * @throws IllegalStateException if the map is full
     */
    public void put(ByteBuffer key, long offset) {
        long at = find(key);
        if (memory.get(JAVA_LONG, at + OFFSET_AT) == 0) {
            if (isFull()) {
                throw new IllegalStateException("an offset map of " + most + " keys is full");
            }
            memory.set(JAVA_LONG, at, halves.getLong(0));
            memory.set(JAVA_LONG, at + SECOND_HALF_AT, halves.getLong(SECOND_HALF_AT));
            keys++;
        }
        memory.set(JAVA_LONG, at + OFFSET_AT, offset + 1);
    }

    /** {@link #NONE} if the key is not there. */
    public long get(ByteBuffer key) {
        return memory.get(JAVA_LONG, find(key) + OFFSET_AT) - 1;
    }

    /** Where the key is, or would be: there always is a free slot. */
    private long find(ByteBuffer key) {
        digest(key);
        long first = halves.getLong(0);
        long second = halves.getLong(SECOND_HALF_AT);
        for (long slot = Long.remainderUnsigned(first, slots); ; slot = slot + 1 == slots ? 0 : slot + 1) {
            long at = slot * SLOT_BYTES;
            boolean free = memory.get(JAVA_LONG, at + OFFSET_AT) == 0;
            if (free || (memory.get(JAVA_LONG, at) == first && memory.get(JAVA_LONG, at + SECOND_HALF_AT) == second)) {
                return at;
            }
        }
    }

    private void digest(ByteBuffer key) {
        md5.update(key.duplicate());
        try {
            md5.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new IllegalStateException("an MD5 digest has 16 bytes", e);
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
