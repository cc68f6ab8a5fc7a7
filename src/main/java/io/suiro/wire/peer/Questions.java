package io.suiro.wire.peer;

import io.suiro.wire.MalformedRequest;
import io.suiro.wire.peer.ControlFrame.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one other broker was asked and has not answered. Bounded, since a broker that is merely stopped keeps its
 * connection. Any thread.
 */
final class Questions {
    static final int MAX_UNANSWERED = 10_000;

    private final int nodeId;
    private final AtomicLong nextCorrelationId = new AtomicLong();
    private final Map<Long, CompletableFuture<byte[]>> unanswered = new ConcurrentHashMap<>();

    Questions(int nodeId) {
        this.nodeId = nodeId;
    }

    long nextCorrelationId() {
        return nextCorrelationId.incrementAndGet();
    }

    /** The answer to come; already failed if too many wait. Who gives up completes it, and makes room. */
    CompletableFuture<byte[]> open(long correlationId) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        if (unanswered.size() >= MAX_UNANSWERED) {
            answer.completeExceptionally(
                    new IOException("node " + nodeId + " does not answer: " + unanswered.size() + " questions wait"));
            return answer;
        }
        unanswered.put(correlationId, answer);
        var _ = answer.whenComplete((bytes, failure) -> unanswered.remove(correlationId));
        return answer;
    }

    /** Nobody may wait for it any more. */
    void answered(ControlFrame frame) {
        if (frame.kind() != Kind.ANSWER && frame.kind() != Kind.FAIL) {
            throw new MalformedRequest("asked where it may only answer");
        }
        CompletableFuture<byte[]> answer = unanswered.remove(frame.correlationId());
        if (answer == null) {
            return;
        }
        if (frame.kind() == Kind.ANSWER) {
            answer.complete(frame.payload());
        } else {
            answer.completeExceptionally(new IOException("node " + nodeId + " failed: " + frame.reason()));
        }
    }

    void failAll(IOException cause) {
        for (CompletableFuture<byte[]> answer : List.copyOf(unanswered.values())) {
            answer.completeExceptionally(cause);
        }
    }
}
