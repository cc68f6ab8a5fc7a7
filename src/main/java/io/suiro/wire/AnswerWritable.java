package io.suiro.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Takes what Kafka's generated message classes write: all fields into one buffer, and records either there too, or beside it,
 * as file regions or as the memory they are in, to be sent in between. Owned by one event loop.
 */
final class AnswerWritable implements Writable {
    private static final int VARINT_MORE = 0x80;

    /** Records that go out after the first {@code at} bytes of the buffer. */
    private record Inset(int at, Object records) {}

    private final ByteBuf buffer;
    private final boolean copies;
    private final List<Inset> insets = new ArrayList<>(0);

    /** @param copies whether records of files are read into the buffer */
    AnswerWritable(ByteBuf buffer, boolean copies) {
        this.buffer = buffer;
        this.copies = copies;
    }

    /** What to write to the channel, in order; takes the buffer over. */
    List<Object> parts() {
        if (insets.isEmpty()) {
            return List.of(buffer);
        }
        List<Object> parts = new ArrayList<>(2 * insets.size() + 1);
        for (Inset inset : insets) {
            addFields(parts, inset.at);
            parts.add(inset.records);
        }
        addFields(parts, buffer.writerIndex());
        buffer.release();
        return parts;
    }

    private void addFields(List<Object> parts, int end) {
        if (end > buffer.readerIndex()) {
            parts.add(buffer.readRetainedSlice(end - buffer.readerIndex()));
        }
    }

    @Override
    public void writeRecords(BaseRecords records) {
        switch (records) {
            case SliceRecords slice when slice.sizeInBytes() == 0 -> slice.close();
            case SliceRecords slice when copies -> slice.copyTo(buffer);
            case SliceRecords slice -> insets.add(new Inset(buffer.writerIndex(), new SliceRegion(slice)));
            case MemoryRecords memory -> {
                if (memory.sizeInBytes() > 0) {
                    insets.add(new Inset(buffer.writerIndex(), Unpooled.wrappedBuffer(memory.buffer())));
                }
            }
            default -> throw new IllegalArgumentException("records of " + records.getClass() + " cannot be sent");
        }
    }

    @Override
    public void writeByte(byte value) {
        buffer.writeByte(value);
    }

    @Override
    public void writeShort(short value) {
        buffer.writeShort(value);
    }

    @Override
    public void writeInt(int value) {
        buffer.writeInt(value);
    }

    @Override
    public void writeLong(long value) {
        buffer.writeLong(value);
    }

    @Override
    public void writeDouble(double value) {
        buffer.writeDouble(value);
    }

    @Override
    public void writeByteArray(byte[] value) {
        buffer.writeBytes(value);
    }

    @Override
    public void writeByteBuffer(ByteBuffer value) {
        buffer.writeBytes(value.duplicate());
    }

    @Override
    public void writeUnsignedVarint(int value) {
        writeVariable(Integer.toUnsignedLong(value));
    }

    @Override
    public void writeVarint(int value) {
        writeVariable(Integer.toUnsignedLong((value << 1) ^ (value >> 31)));
    }

    @Override
    public void writeVarlong(long value) {
        writeVariable((value << 1) ^ (value >> 63));
    }

    private void writeVariable(long value) {
        long rest = value;
        while ((rest & -VARINT_MORE) != 0) {
            buffer.writeByte((int) (rest | VARINT_MORE));
            rest >>>= 7;
        }
        buffer.writeByte((int) rest);
    }
}
