package io.suiro.wire;

import io.netty.buffer.ByteBuf;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A received request whose header has been read and whose body has not. Owns the frame.
 *
 * @param version as served; an ApiVersions request of an unknown version has version 0 and {@code versionServed} false
 */
record IncomingRequest(
        ApiHandler<?, ?> handler,
        short version,
        boolean versionServed,
        int correlationId,
        String clientId,
        ByteBuf frame,
        int sizeInBytes) {

    private static final int VERSION_AT = 2;
    private static final int CORRELATION_ID_AT = 4;

    /**
     * Reads the header. The caller keeps the frame if this fails.
     *
     * @throws MalformedRequest if there is no such API, or not in this version
     */
    static IncomingRequest read(ByteBuf frame, ApiTable table) {
        int start = frame.readerIndex();
        int size = frame.readableBytes();
        short key = frame.getShort(start);
        short version = frame.getShort(start + VERSION_AT);
        ApiHandler<?, ?> handler = table.handler(key);
        if (handler == null) {
            String name = ApiKeys.hasId(key) ? " (" + ApiKeys.forId(key).name + ")" : "";
            throw new MalformedRequest("asked for API key " + key + name + ", which is not served");
        }
        ApiKeys api = handler.api();
        if (version < handler.minVersion() || version > handler.maxVersion()) {
            if (api != ApiKeys.API_VERSIONS) {
                throw new MalformedRequest("asked for " + api.name + " version " + version + ", served are "
                        + handler.minVersion() + " to " + handler.maxVersion());
            }
            int correlationId = frame.getInt(start + CORRELATION_ID_AT);
            return new IncomingRequest(handler, (short) 0, false, correlationId, "", frame, size);
        }
        RequestHeaderData header = new RequestHeaderData(new FrameReadable(frame), api.requestHeaderVersion(version));
        String clientId = header.clientId() == null ? "" : header.clientId();
        return new IncomingRequest(handler, version, true, header.correlationId(), clientId, frame, size);
    }

    ApiKeys api() {
        return handler.api();
    }

    void release() {
        frame.release();
    }
}
