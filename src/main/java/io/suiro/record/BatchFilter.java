package io.suiro.record;

import io.suiro.error.Refused;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes records out of a stored batch, as compaction does. Offsets stay: what is left keeps its own, and the header still says
 * where the batch began and ended, who produced it and with which sequence. The records that stay are copied as they are,
 * in the batch's codec.
 *
 * <p>The delete horizon is the time from which tombstones and markers may go. A batch that has one carries it in the place
 * of its base timestamp, with bit 6 of its attributes set; setting it therefore means to encode the timestamps anew.
 *
 * <p>Memory: for an uncompressed batch its size; for a compressed one its compressed size and its largest record. Source:
 * KIP-534; Kafka's {@code MemoryRecords.filterTo}.
 */
public final class BatchFilter {
    private static final int CODEC_BITS = 0x07;
    private static final int DELETE_HORIZON_BIT = 0x40;
    private static final long NO_HORIZON = Long.MIN_VALUE;
    private static final int CHUNK_BYTES = 64 * 1024;

    private BatchFilter() {}

    /** Looks at a record. */
    @FunctionalInterface
    public interface Visitor {
        void visit(long offset, @Nullable ByteBuffer key, boolean hasValue);
    }

    /** Whether a record stays. */
    @FunctionalInterface
    public interface Keep {
        boolean test(long offset, @Nullable ByteBuffer key, boolean hasValue);
    }

    /** Whether tombstones and markers in the batch may go from some time on. */
    public static boolean hasDeleteHorizon(ByteBuffer buffer, int at) {
        return (Batch.attributes(buffer, at) & DELETE_HORIZON_BIT) != 0;
    }

    /** That time, of a batch that has one; milliseconds since the epoch. */
    public static long deleteHorizonMs(ByteBuffer buffer, int at) {
        return Batch.baseTimestamp(buffer, at);
    }

    /**
     * Shows each record of a batch, in order of offset.
     *
     * @throws Refused CORRUPT_MESSAGE if the batch does not hold the records that its header promises
     */
    public static void forEach(ByteBuffer buffer, int at, Visitor visitor) {
        long baseOffset = Batch.baseOffset(buffer, at);
        walk(
                buffer,
                at,
                (index, record) -> visitor.visit(baseOffset + record.offsetDelta(), record.key(), record.hasValue()));
    }

    /**
     * What is left of a batch: a slice of the buffer if that is all of it, else a batch of its own.
     *
     * @param keep asked once for each record, in order of offset
     * @param keepEmpty whether a batch without any record left stays, as a header alone
     * @param horizonMs delete horizon that the batch gets if a tombstone stays and it has none yet
     * @param horizonInAnyCase it gets one even if no tombstone stays: the marker of a transaction whose records are gone
     * @return null if nothing is left
     * @throws Refused CORRUPT_MESSAGE if the batch does not hold the records that its header promises
     */
    public static @Nullable ByteBuffer filter(
            ByteBuffer buffer, int at, Keep keep, boolean keepEmpty, long horizonMs, boolean horizonInAnyCase) {
        Kept kept = new Kept(Batch.baseOffset(buffer, at), keep);
        walk(buffer, at, kept);
        boolean newHorizon = !hasDeleteHorizon(buffer, at) && (kept.tombstones || horizonInAnyCase);
        int size = Batch.sizeInBytes(buffer, at);
        if (kept.count == 0) {
            return keepEmpty ? emptied(buffer, at) : null;
        }
        if (kept.count == Batch.count(buffer, at) && !newHorizon) {
            return buffer.slice(at, size);
        }
        return rewritten(buffer, at, kept, newHorizon ? horizonMs : NO_HORIZON);
    }

    /** First pass: which records stay. */
    private static final class Kept implements RawVisitor {
        private final long baseOffset;
        private final Keep keep;
        private final BitSet indexes = new BitSet();
        private int count;
        private long maxTimestampDelta = Long.MIN_VALUE;
        private boolean tombstones;

        private Kept(long baseOffset, Keep keep) {
            this.baseOffset = baseOffset;
            this.keep = keep;
        }

        @Override
        public void visit(int index, RawRecord record) {
            if (keep.test(baseOffset + record.offsetDelta(), record.key(), record.hasValue())) {
                indexes.set(index);
                count++;
                maxTimestampDelta = Math.max(maxTimestampDelta, record.timestampDelta());
                tombstones |= !record.hasValue();
            }
        }
    }

    private interface RawVisitor {
        void visit(int index, RawRecord record) throws IOException;
    }

    private static void walk(ByteBuffer buffer, int at, RawVisitor visitor) {
        int count = Batch.count(buffer, at);
        int lastOffsetDelta = Batch.lastOffsetDelta(buffer, at);
        int offsetDelta = -1;
        try (RecordInput input = RecordInput.open(buffer, at, Fault.DISK)) {
            RecordCursor cursor = new RecordCursor(input);
            for (int i = 0; i < count; i++) {
                RawRecord record = cursor.raw();
                if (record.offsetDelta() <= offsetDelta || record.offsetDelta() > lastOffsetDelta) {
                    throw input.malformed("offset delta " + record.offsetDelta() + " after " + offsetDelta
                            + ", the last is " + lastOffsetDelta);
                }
                offsetDelta = record.offsetDelta();
                visitor.visit(i, record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
    }

    /** Without codec and horizon, which are of records. */
    private static ByteBuffer emptied(ByteBuffer buffer, int at) {
        ByteBuffer header = ByteBuffer.allocate(Batch.HEADER_BYTES)
                .put(0, buffer, at, Batch.HEADER_BYTES)
                .putLong(Batch.BASE_TIMESTAMP_AT, Batch.maxTimestamp(buffer, at))
                .putInt(Batch.COUNT_AT, 0);
        return finished(header, (short) (Batch.attributes(buffer, at) & ~(CODEC_BITS | DELETE_HORIZON_BIT)));
    }

    private static ByteBuffer rewritten(ByteBuffer buffer, int at, Kept kept, long horizonMs) {
        ByteBufferOutputStream target = new ByteBufferOutputStream(Batch.sizeInBytes(buffer, at));
        target.write(buffer.slice(at, Batch.HEADER_BYTES));
        long baseTimestamp = Batch.baseTimestamp(buffer, at);
        boolean shifted = horizonMs != NO_HORIZON;
        Codec codec = Codec.of(Batch.codec(buffer, at));
        RecordOutput output = new RecordOutput();
        try (OutputStream encoding = codec.compression().wrapForOutput(target, Batch.MAGIC)) {
            walk(buffer, at, (index, record) -> {
                if (kept.indexes.get(index)) {
                    if (shifted) {
                        output.append(record, baseTimestamp + record.timestampDelta() - horizonMs);
                    } else {
                        output.append(record);
                    }
                    if (output.size() > CHUNK_BYTES) {
                        output.drainTo(encoding);
                    }
                }
            });
            output.drainTo(encoding);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        ByteBuffer batch = target.buffer().flip();
        batch.putInt(Batch.COUNT_AT, kept.count);
        if (!Batch.isLogAppendTime(buffer, at)) {
            batch.putLong(Batch.MAX_TIMESTAMP_AT, baseTimestamp + kept.maxTimestampDelta);
        }
        short attributes = Batch.attributes(buffer, at);
        if (shifted) {
            batch.putLong(Batch.BASE_TIMESTAMP_AT, horizonMs);
            attributes |= DELETE_HORIZON_BIT;
        }
        return finished(batch, attributes);
    }

    private static ByteBuffer finished(ByteBuffer batch, short attributes) {
        batch.putInt(Batch.LENGTH_AT, batch.limit() - Batch.LOG_OVERHEAD_BYTES);
        batch.putShort(Batch.ATTRIBUTES_AT, attributes);
        Checksum.rewrite(batch, 0);
        return batch;
    }
}
