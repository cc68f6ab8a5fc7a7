package io.suiro.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.jspecify.annotations.Nullable;

/**
 * Feeds Kafka's generated message classes from a frame. Byte buffers (records) are views of the frame; all else is
 * copied. Refuses, before anything is allocated, lengths beyond the bytes left, more than {@value #MAX_ELEMENTS} array
 * elements in a message, and more than {@value #MAX_TAGGED_FIELDS} unknown tagged fields. Errors: {@link
 * MalformedRequest}, and whatever the generated classes throw on values that no version allows.
 */
public final class FrameReadable implements Readable {
    static final int MAX_ELEMENTS = 1_000_000;
    static final int MAX_TAGGED_FIELDS = 10_000;
    private static final int MAX_VARINT_BYTES = 5;
    private static final int MAX_VARLONG_BYTES = 10;

    private final ByteBuf frame;
    private int lastInt;
    private long elements;
    private int taggedFields;
    private boolean aliased;

    /** Reads from the reader index on, and moves it. */
    public FrameReadable(ByteBuf frame) {
        this.frame = frame;
    }

    /** Whether a view of the frame has been handed out, so that the frame must outlive what was read. */
    boolean isAliased() {
        return aliased;
    }

    @Override
    public byte readByte() {
        need(Byte.BYTES);
        return frame.readByte();
    }

    @Override
    public short readShort() {
        need(Short.BYTES);
        return frame.readShort();
    }

    @Override
    public int readInt() {
        need(Integer.BYTES);
        lastInt = frame.readInt();
        return lastInt;
    }

    @Override
    public long readLong() {
        need(Long.BYTES);
        return frame.readLong();
    }

    @Override
    public double readDouble() {
        need(Double.BYTES);
        return frame.readDouble();
    }

    @Override
    public byte[] readArray(int length) {
        need(length);
        byte[] bytes = new byte[length];
        frame.readBytes(bytes);
        return bytes;
    }

    @Override
    public String readString(int length) {
        need(length);
        return frame.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }

    @Override
    public ByteBuffer readByteBuffer(int length) {
        need(length);
        aliased = true;
        ByteBuffer view = frame.nioBuffer(frame.readerIndex(), length);
        frame.skipBytes(length);
        return view;
    }

    @Override
    public int readUnsignedVarint() {
        lastInt = (int) readVariable(MAX_VARINT_BYTES);
        return lastInt;
    }

    @Override
    public int readVarint() {
        int zigzag = (int) readVariable(MAX_VARINT_BYTES);
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    @Override
    public long readVarlong() {
        long zigzag = readVariable(MAX_VARLONG_BYTES);
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    /**
     * Bytes left, or none once the message has too many array elements. The generated classes ask for this exactly when
     * they have read an array's length and are about to allocate it, and refuse a length that is greater: so this is
     * the place to limit the sum of all lengths.
     */
    @Override
    public int remaining() {
        elements += Math.max(0, lastInt);
        return elements > MAX_ELEMENTS ? 0 : frame.readableBytes();
    }

    @Override
    public Readable slice() {
        return new FrameReadable(frame.slice());
    }

    @Override
    public List<RawTaggedField> readUnknownTaggedField(@Nullable List<RawTaggedField> fields, int tag, int size) {
        if (++taggedFields > MAX_TAGGED_FIELDS) {
            throw new MalformedRequest("more than " + MAX_TAGGED_FIELDS + " unknown tagged fields");
        }
        return Readable.super.readUnknownTaggedField(fields, tag, size);
    }

    private long readVariable(int maxBytes) {
        long value = 0;
        for (int i = 0; i < maxBytes; i++) {
            byte next = readByte();
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedRequest("a variable-length number of more than " + maxBytes + " bytes");
    }

    private void need(int length) {
        if (length < 0 || length > frame.readableBytes()) {
            throw new MalformedRequest("a field of " + length + " bytes with " + frame.readableBytes() + " left");
        }
    }
}
