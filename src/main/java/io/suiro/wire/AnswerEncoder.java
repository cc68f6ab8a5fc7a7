package io.suiro.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/**
 * From an answer to what is written to the channel.
 *
 * <pre>
 *  0 size int32 (bytes after this field) | 4 response header | response body, with file regions for the records
 * </pre>
 */
final class AnswerEncoder {
    private static final int PREFIX_BYTES = 4;
    /** Up to here copying records is cheaper than sending them from their file, and wakes the receiver once, not twice. */
    private static final int MAX_COPIED_BYTES = 64 << 10;

    private AnswerEncoder() {}

    /**
     * An encoded answer.
     *
     * @param parts buffers and file regions in order, each to be released once; writing does that
     */
    record Encoded(List<Object> parts, long sizeInBytes) {}

    /** Takes the answer's slices over; if encoding fails they are closed. */
    static Encoded encode(ByteBufAllocator allocator, ApiKeys api, short version, int correlationId, ApiMessage body) {
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(correlationId);
        short headerVersion = api.responseHeaderVersion(version);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        ByteBuf buffer = null;
        try {
            header.addSize(size, cache, headerVersion);
            body.addSize(size, cache, version);
            boolean copies = size.totalSize() <= MAX_COPIED_BYTES;
            buffer = allocator.directBuffer(PREFIX_BYTES + (copies ? size.totalSize() : size.sizeExcludingZeroCopy()));
            buffer.writeInt(size.totalSize());
            AnswerWritable writable = new AnswerWritable(buffer, copies);
            header.write(writable, cache, headerVersion);
            body.write(writable, cache, version);
            return new Encoded(writable.parts(), PREFIX_BYTES + (long) size.totalSize());
        } catch (RuntimeException | Error e) {
            if (buffer != null) {
                buffer.release();
            }
            SliceRecords.closeAll(body);
            throw e;
        }
    }
}
