package io.suiro.record;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.BufferSupplier;

/**
 * The uncompressed bytes of a batch's records, forwards only: in place, or as a codec yields them. Bytes that are not
 * there are refused with the code the input was opened with, which says who is to blame: a client or the disk.
 */
sealed interface RecordInput extends AutoCloseable permits PlainInput, CompressedInput {

    /** Opens the records of a batch that lies whole within the buffer. */
    static RecordInput open(ByteBuffer buffer, int at, Fault blame) {
        int bytes = Batch.sizeInBytes(buffer, at) - Batch.HEADER_BYTES;
        ByteBuffer records = buffer.slice(at + Batch.HEADER_BYTES, bytes);
        Codec codec = Codec.of(Batch.codec(buffer, at));
        if (codec == Codec.NONE) {
            return new PlainInput(records, blame);
        }
        if (codec == Codec.SNAPPY) {
            SnappyFrames.check(records, blame);
        }
        try {
            return new CompressedInput(
                    codec.compression().wrapForInput(records, Batch.MAGIC, BufferSupplier.NO_CACHING), blame);
        } catch (RuntimeException e) {
            throw new Refused(blame.code(), "records are not " + codec + " data: " + e.getMessage());
        }
    }

    /** Bytes taken since the input was opened. */
    long position();

    byte readByte();

    void skip(int bytes);

    /** A buffer of its own position and limit; of plain records it shares the batch's bytes. */
    ByteBuffer read(int bytes);

    boolean atEnd();

    Refused malformed(String detail);

    @Override
    void close();

    /** A zigzag varint. */
    default int readVarint() {
        long value = readUnsigned(5);
        if (value >>> 32 != 0) {
            throw malformed("a varint of more than 32 bits");
        }
        int bits = (int) value;
        return (bits >>> 1) ^ -(bits & 1);
    }

    /** A zigzag varlong. */
    default long readVarlong() {
        long bits = readUnsigned(10);
        return (bits >>> 1) ^ -(bits & 1);
    }

    private long readUnsigned(int maxBytes) {
        long value = 0;
        for (int i = 0; i < maxBytes; i++) {
            byte next = readByte();
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a varint of more than " + maxBytes + " bytes");
    }
}
