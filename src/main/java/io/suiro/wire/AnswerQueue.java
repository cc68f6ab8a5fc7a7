package io.suiro.wire;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight on one connection, in the order in which they came, which is the order in which they are
 * answered whatever the order of completion. Owned by the connection's event loop.
 */
final class AnswerQueue {
    private final int maxRequests;
    private final long maxBytes;
    private final ArrayDeque<Exchange> inFlight = new ArrayDeque<>();
    private long bytesInFlight;

    AnswerQueue(int maxRequests, long maxBytes) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    /** A request and, once it is there, its answer. */
    static final class Exchange {
        private final IncomingRequest request;
        private final long receivedNanos;
        private @Nullable Answer answer;

        private Exchange(IncomingRequest request, long receivedNanos) {
            this.request = request;
            this.receivedNanos = receivedNanos;
        }

        IncomingRequest request() {
            return request;
        }

        long receivedNanos() {
            return receivedNanos;
        }
    }

    /** An exchange that is over. */
    record Answered(Exchange exchange, Answer answer) {}

    boolean isEmpty() {
        return inFlight.isEmpty();
    }

    /** Whether there is room for another request at all. */
    boolean hasRoom() {
        return inFlight.size() < maxRequests && bytesInFlight < maxBytes;
    }

    /** Whether the handler may get this request now, or must wait for those before it. */
    boolean admits(IncomingRequest request) {
        Exchange last = inFlight.peekLast();
        return last == null
                || (hasRoom()
                        && request.handler().isPipelined()
                        && last.request.handler().isPipelined());
    }

    Exchange open(IncomingRequest request, long receivedNanos) {
        Exchange exchange = new Exchange(request, receivedNanos);
        inFlight.add(exchange);
        bytesInFlight += request.sizeInBytes();
        return exchange;
    }

    void answer(Exchange exchange, Answer answer) {
        exchange.answer = answer;
    }

    /** Takes out the oldest exchange if it is over, else null. */
    @Nullable
    Answered next() {
        Exchange oldest = inFlight.peek();
        if (oldest == null || oldest.answer == null) {
            return null;
        }
        inFlight.remove();
        bytesInFlight -= oldest.request.sizeInBytes();
        return new Answered(oldest, oldest.answer);
    }

    /** Discards the answers that are there; those still to come are the caller's to discard. */
    void close() {
        for (Exchange exchange : inFlight) {
            if (exchange.answer != null) {
                exchange.answer.discard();
            }
        }
        inFlight.clear();
        bytesInFlight = 0;
    }
}
