package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.suiro.replica.LeaderEndpoint;
import io.suiro.replica.ReplicaFetch;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FetchRequestData;

/** A follower's fetches from a leader, over one data connection. Any thread. */
record LeaderConnection(DataConnection connection, String clientId, long graceMs) implements LeaderEndpoint {
    private record Fetch(
            FetchRequestData request, String clientId, long patienceMs, CompletableFuture<ReplicaFetch> answer)
            implements Exchange {
        @Override
        public ByteBuf request(ByteBufAllocator allocator, int correlationId) {
            return RequestFrame.of(allocator, request, FetchFrames.VERSION, correlationId, clientId);
        }

        @Override
        public Runnable answered(ByteBuf frame, int correlationId) {
            ReplicaFetch fetched = FetchFrames.answer(frame, correlationId);
            return () -> {
                if (!answer.complete(fetched)) {
                    fetched.close(); // whoever asked has given up
                }
            };
        }

        @Override
        public void failed(IOException cause) {
            answer.completeExceptionally(cause);
        }
    }

    @Override
    public CompletionStage<ReplicaFetch> fetch(FetchRequestData request) {
        CompletableFuture<ReplicaFetch> answer = new CompletableFuture<>();
        connection.send(new Fetch(request, clientId, request.maxWaitMs() + graceMs, answer));
        return answer;
    }

    @Override
    public void close() {
        connection.close();
    }
}
