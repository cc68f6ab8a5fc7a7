package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * The frames of a handshake, each behind its size as an int32.
 *
 * <pre>
 *  client → server  kind 1 int8 | "SUPR" int32 | version int16 | hello
 *  server → client  kind 2 int8 | "SUPR" int32 | version int16 | hello | proof 32
 *  client → server  kind 3 int8 | proof 32
 *  server → client  kind 4 int8 | proof 32
 *  either, last     kind 5 int8 | code int16 | length of text int16 | text UTF-8
 * </pre>
 *
 * See {@link Hello} and {@link Proofs}. Nothing after a hello of a higher version is read.
 */
final class HandshakeFrame {
    static final int MAX_BYTES = 512;
    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    static final int CLIENT_PROOF = 3;
    static final int WELCOME = 4;
    static final int REFUSED = 5;

    private static final int MAGIC = 0x53555052;
    private static final int VERSION = 1;
    private static final int MAX_TEXT_BYTES = 256;
    private static final int SHORTEST_REFUSED_BYTES = 1 + 2 + 2;

    private HandshakeFrame() {}

    static byte[] hello(int kind, Hello hello) {
        ByteBuf frame = Unpooled.buffer(MAX_BYTES);
        frame.writeByte(kind).writeInt(MAGIC).writeShort(VERSION);
        hello.write(frame);
        return ByteBufUtil.getBytes(frame);
    }

    static byte[] proof(int kind, byte[] proof) {
        return ByteBufUtil.getBytes(Unpooled.buffer().writeByte(kind).writeBytes(proof));
    }

    static byte[] refused(Refusal refusal, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_TEXT_BYTES);
        return ByteBufUtil.getBytes(Unpooled.buffer()
                .writeByte(REFUSED)
                .writeShort(refusal.code())
                .writeShort(length)
                .writeBytes(bytes, 0, length));
    }

    /** Takes the kind off, and magic and version with a hello. */
    static void expect(int kind, ByteBuf frame) throws HandshakeFailure {
        int actual = frame.readByte();
        if (actual == REFUSED) {
            throw refusal(frame);
        }
        boolean hello = kind == CLIENT_HELLO || kind == SERVER_HELLO;
        if (actual != kind || (hello && (frame.readableBytes() < 6 || frame.readInt() != MAGIC))) {
            throw new HandshakeFailure(Refusal.MALFORMED, "sent no handshake of a broker");
        }
        if (hello) {
            int version = frame.readShort();
            if (version != VERSION) {
                throw new HandshakeFailure(
                        Refusal.UNSUPPORTED_VERSION,
                        "speaks version " + VERSION + " between brokers, the other side version " + version);
            }
        }
    }

    static byte[] readProof(ByteBuf frame) throws HandshakeFailure {
        if (frame.readableBytes() != Proofs.BYTES) {
            throw new HandshakeFailure(Refusal.MALFORMED, "sent a proof of " + frame.readableBytes() + " bytes");
        }
        byte[] proof = new byte[Proofs.BYTES];
        frame.readBytes(proof);
        return proof;
    }

    private static RefusedByPeer refusal(ByteBuf frame) {
        if (frame.readableBytes() < SHORTEST_REFUSED_BYTES - 1) {
            return new RefusedByPeer(Refusal.UNKNOWN, "");
        }
        Refusal refusal = Refusal.of(frame.readShort());
        int length = Math.min(frame.readUnsignedShort(), Math.min(frame.readableBytes(), MAX_TEXT_BYTES));
        String text = frame.readCharSequence(length, StandardCharsets.UTF_8).toString();
        return new RefusedByPeer(refusal, text.replaceAll("\\p{Cntrl}", "?"));
    }
}
