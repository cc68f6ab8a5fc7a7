package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.suiro.replica.ReplicaFetch;
import io.suiro.wire.FrameReadable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;

/** Answers to replica fetches as Kafka frames them, in one version: all brokers of a cluster serve it. */
final class FetchFrames {
    static final short VERSION = 18;
    private static final ApiKeys API = ApiKeys.FETCH;

    private FetchFrames() {}

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
