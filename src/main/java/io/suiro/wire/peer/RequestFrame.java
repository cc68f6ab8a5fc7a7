package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** A request as Kafka frames it: size int32, header, body. */
final class RequestFrame {
    private RequestFrame() {}

    static ByteBuf of(ByteBufAllocator allocator, ApiMessage body, short version, int correlationId, String clientId) {
        ApiKeys api = ApiKeys.forId(body.apiKey());
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion(version)
                .setCorrelationId(correlationId)
                .setClientId(clientId);
        short headerVersion = api.requestHeaderVersion(version);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        header.addSize(size, cache, headerVersion);
        body.addSize(size, cache, version);
        ByteBuf frame = allocator.directBuffer(Integer.BYTES + size.totalSize());
        try {
            ByteBuffer target = frame.internalNioBuffer(0, Integer.BYTES + size.totalSize());
            ByteBufferAccessor writable = new ByteBufferAccessor(target);
            writable.writeInt(size.totalSize());
            header.write(writable, cache, headerVersion);
            body.write(writable, cache, version);
            return frame.writerIndex(Integer.BYTES + size.totalSize());
        } catch (RuntimeException e) {
            frame.release();
            throw e;
        }
    }
}
