package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.suiro.wire.MalformedRequest;
import java.nio.charset.StandardCharsets;

/**
 * What goes over a control connection, in one frame.
 *
 * <pre>
 *  0 size int32 (bytes after this field) | 4 kind int8 | 5 correlation id int64 | 13 payload
 * </pre>
 *
 * @param correlationId of an ask, and of its answer or failure; 0 for a tell
 * @param payload the message; of a failure its reason in UTF-8; not modified
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and not modified
record ControlFrame(Kind kind, long correlationId, byte[] payload) {
    static final int MAX_BYTES = 64 << 20;
    private static final int HEADER_BYTES = 1 + 8;
    private static final int MAX_REASON_LENGTH = 1000;

    enum Kind {
        TELL(1),
        ASK(2),
        ANSWER(3),
        FAIL(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new MalformedRequest("sent a message of unknown kind " + code);
        }
    }

    static ControlFrame failure(long correlationId, String reason) {
        String start = reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH));
        return new ControlFrame(Kind.FAIL, correlationId, start.getBytes(StandardCharsets.UTF_8));
    }

    static ControlFrame read(ByteBuf frame) {
        if (frame.readableBytes() < HEADER_BYTES) {
            throw new MalformedRequest("sent a message of " + frame.readableBytes() + " bytes");
        }
        Kind kind = Kind.of(frame.readByte());
        long correlationId = frame.readLong();
        byte[] payload = new byte[frame.readableBytes()];
        frame.readBytes(payload);
        return new ControlFrame(kind, correlationId, payload);
    }

    boolean isTooLarge() {
        return payload.length > MAX_BYTES - HEADER_BYTES;
    }

    int sizeInBytes() {
        return Integer.BYTES + HEADER_BYTES + payload.length;
    }

    void writeTo(ByteBuf target) {
        target.writeInt(HEADER_BYTES + payload.length)
                .writeByte(kind.code)
                .writeLong(correlationId)
                .writeBytes(payload);
    }

    String reason() {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
