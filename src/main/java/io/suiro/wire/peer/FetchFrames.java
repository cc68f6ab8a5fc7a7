package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.suiro.replica.ReplicaFetch;
import io.suiro.wire.FrameReadable;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** Replica fetches and their answers as Kafka frames them, in one version: all brokers of a cluster serve it. */
final class FetchFrames {
    static final short VERSION = 18;
    private static final ApiKeys API = ApiKeys.FETCH;

    private FetchFrames() {}

    static ByteBuf request(ByteBufAllocator allocator, int correlationId, String clientId, FetchRequestData body) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(API.id)
                .setRequestApiVersion(VERSION)
                .setCorrelationId(correlationId)
                .setClientId(clientId);
        short headerVersion = API.requestHeaderVersion(VERSION);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        header.addSize(size, cache, headerVersion);
        body.addSize(size, cache, VERSION);
        ByteBuf frame = allocator.directBuffer(Integer.BYTES + size.totalSize());
        try {
            ByteBuffer target = frame.internalNioBuffer(0, Integer.BYTES + size.totalSize());
            ByteBufferAccessor writable = new ByteBufferAccessor(target);
            writable.writeInt(size.totalSize());
            header.write(writable, cache, headerVersion);
            body.write(writable, cache, VERSION);
            return frame.writerIndex(Integer.BYTES + size.totalSize());
        } catch (RuntimeException e) {
            frame.release();
            throw e;
        }
    }

    /**
     * The answer, whose records are views of the frame; owns it from now on, unless this fails.
     *
     * @throws RuntimeException whatever the generated classes throw, if it cannot be read or answers another request
     */
    static ReplicaFetch answer(ByteBuf frame, int correlationId) {
        FrameReadable readable = new FrameReadable(frame);
        ResponseHeaderData header = new ResponseHeaderData(readable, API.responseHeaderVersion(VERSION));
        if (header.correlationId() != correlationId) {
            throw new IllegalArgumentException(
                    "an answer to request " + header.correlationId() + " instead of " + correlationId);
        }
        FetchResponseData data = new FetchResponseData(readable, VERSION);
        return new Framed(frame, data, new AtomicBoolean());
    }

    private record Framed(ByteBuf frame, FetchResponseData data, AtomicBoolean closed) implements ReplicaFetch {
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                frame.release();
            }
        }
    }
}
