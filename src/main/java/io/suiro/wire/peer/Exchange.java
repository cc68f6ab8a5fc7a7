package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;

/** A request on a {@link DataConnection}, and who waits for its answer. Called on the connection's event loop. */
interface Exchange {
    /** The whole frame. A RuntimeException if it cannot be encoded. */
    ByteBuf request(ByteBufAllocator allocator, int correlationId);

    /** How long to wait for the answer once all before it have been answered. */
    long patienceMs();

    /**
     * Reads the answer; owns the frame unless this fails. What is returned hands it on.
     *
     * @throws RuntimeException if it cannot be read or answers another request
     */
    Runnable answered(ByteBuf frame, int correlationId);

    void failed(IOException cause);
}
