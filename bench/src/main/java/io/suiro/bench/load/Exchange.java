package io.suiro.bench.load;

import java.nio.ByteBuffer;

/** What goes over one connection: requests, and what their answers amount to, in the same order. One thread. */
interface Exchange {
    /** The next request, which is sent before the call after this. */
    Request next();

    /** Adds up the answer to the oldest request that has had none yet; the buffer is at its body. */
    void answered(ByteBuffer body, Tally tally);
}
