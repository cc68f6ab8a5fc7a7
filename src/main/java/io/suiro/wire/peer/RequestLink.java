package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.suiro.cluster.PeerRequests.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.jspecify.annotations.Nullable;

/** A data connection at a time, made when there is a request for it. Any thread. */
final class RequestLink implements Link {
    private final Function<Consumer<DataConnection>, DataConnection> connections;
    private final String clientId;
    /** Guarded by this; null while none is wanted. */
    private @Nullable DataConnection current;

    /** @param connections makes one, and tells of its end */
    RequestLink(Function<Consumer<DataConnection>, DataConnection> connections, String clientId) {
        this.connections = connections;
        this.clientId = clientId;
    }

    @Override
    public CompletionStage<ByteBuffer> ask(ApiMessage request, short version, int patienceMs) {
        CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
        synchronized (this) {
            DataConnection open = current;
            if (open == null) {
                open = connections.apply(this::lost);
                current = open;
            }
            open.send(new Request(this, open, request, version, clientId, patienceMs, answer));
        }
        return answer;
    }

    @Override
    public void close() {
        DataConnection open;
        synchronized (this) {
            open = current;
            current = null;
        }
        if (open != null) {
            open.close();
        }
    }

    @SuppressWarnings("ReferenceEquality") // which connection it is
    private synchronized void lost(DataConnection connection) {
        if (current == connection) {
            current = null;
        }
    }

    private record Request(
            RequestLink link,
            DataConnection connection,
            ApiMessage request,
            short version,
            String clientId,
            long patienceMs,
            CompletableFuture<ByteBuffer> answer)
            implements Exchange {
        @Override
        public ByteBuf request(ByteBufAllocator allocator, int correlationId) {
            return RequestFrame.of(allocator, request, version, correlationId, clientId);
        }

        @Override
        public Runnable answered(ByteBuf frame, int correlationId) {
            byte[] bytes = new byte[frame.readableBytes()];
            frame.getBytes(frame.readerIndex(), bytes);
            ByteBuffer body = ByteBuffer.wrap(bytes);
            ResponseHeaderData header = new ResponseHeaderData(
                    new ByteBufferAccessor(body),
                    ApiKeys.forId(request.apiKey()).responseHeaderVersion(version));
            if (header.correlationId() != correlationId) {
                throw new IllegalArgumentException(
                        "an answer to request " + header.correlationId() + " instead of " + correlationId);
            }
            frame.release();
            return () -> answer.complete(body);
        }

        @Override
        public void failed(IOException cause) {
            link.lost(connection);
            answer.completeExceptionally(cause);
        }
    }
}
