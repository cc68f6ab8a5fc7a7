package io.suiro.bench.load;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/**
 * A request encoded once and sent any number of times; what differs from one sending to the next is patched in place.
 * One thread.
 *
 * <pre>
 *  0 size int32 (bytes after this field) | 4 api key int16 | 6 version int16 | 8 correlation id int32 | 12 client id, body
 * </pre>
 */
public final class Request {
    private static final String CLIENT_ID = "suiro-bench";
    private static final short FLEXIBLE_HEADER = 2;
    private static final int CORRELATION_ID_AT = 8;

    private final ByteBuffer bytes;

    private Request(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Of a flexible version (KIP-482), as all are that this package uses. */
    public static Request of(ApiMessage body, short version) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(body.apiKey())
                .setRequestApiVersion(version)
                .setClientId(CLIENT_ID);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        header.addSize(size, cache, FLEXIBLE_HEADER);
        body.addSize(size, cache, version);
        ByteBuffer bytes = ByteBuffer.allocateDirect(Integer.BYTES + size.totalSize());
        bytes.putInt(size.totalSize());
        header.write(new ByteBufferAccessor(bytes), cache, FLEXIBLE_HEADER);
        body.write(new ByteBufferAccessor(bytes), cache, version);
        return new Request(bytes.flip());
    }

    /** The whole request, from position 0 to the limit. */
    ByteBuffer toSend(int correlationId) {
        return bytes.putInt(CORRELATION_ID_AT, correlationId).rewind();
    }

    /** For patching by absolute position. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Where the first of these eight bytes is, at {@code from} or after it. */
    int find(long marker, int from) {
        int at = from;
        while (bytes.getLong(at) != marker) {
            at++;
        }
        return at;
    }

    /** As {@link #find(long, int)}, of four bytes. */
    int find(int marker, int from) {
        int at = from;
        while (bytes.getInt(at) != marker) {
            at++;
        }
        return at;
    }
}
