package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One side's part in a handshake: from frames to frames, without a socket. Used by one thread, and once.
 *
 * <pre>
 *  client                          server
 *    hello, nonce      ──────────▶
 *                      ◀──────────  hello, nonce, proof
 *    proof             ──────────▶
 *                      ◀──────────  proof          both are done
 * </pre>
 */
sealed interface Handshake permits ClientHandshake, ServerHandshake {
    /** What to send before anything is received, or null. */
    byte @Nullable [] opening();

    /**
     * What to do next.
     *
     * @throws HandshakeFailure if the handshake is over
     */
    Step receive(ByteBuf frame) throws HandshakeFailure;

    /**
     * A step forward.
     *
     * @param reply to send, or null
     * @param peer the other side, once it has proved who it is, and then the handshake is over; else null
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and not modified
    record Step(byte @Nullable [] reply, @Nullable Hello peer) {}
}
