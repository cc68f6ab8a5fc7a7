package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.suiro.cluster.PeerAddress;
import io.suiro.cluster.PeerIdentity;
import io.suiro.replica.LeaderEndpoint;
import io.suiro.replica.ReplicaFetch;
import io.suiro.wire.FrameDecoder;
import io.suiro.wire.MalformedRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.message.FetchRequestData;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One data connection to a leader.
 *
 * <pre>
 * CONNECTING (fetches wait) ── handshake ──▶ OPEN ── lost, late answer, unreadable answer ──▶ CLOSED
 *      └───────────────────────────── cannot be made, close() ───────────────────────────────────▲
 * </pre>
 *
 * The state is the event loop's; {@link #fetch} and {@link #close}: any thread.
 */
final class LeaderConnection implements LeaderEndpoint {
    private static final Logger LOG = Logger.getLogger(LeaderConnection.class);

    private final int brokerId;
    private final String clientId;
    private final EventLoop loop;
    private final int maxFrameBytes;
    private final long graceMs;
    private final Consumer<LeaderConnection> ended;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private @Nullable Channel channel;
    private @Nullable IOException closed;
    private @Nullable Future<?> deadline;
    private int nextCorrelationId;

    /** A fetch that has not been answered, sent or still waiting for the connection. */
    private record Pending(int correlationId, FetchRequestData request, CompletableFuture<ReplicaFetch> answer) {}

    /** @param ended called when it is closed, perhaps more than once */
    LeaderConnection(
            int brokerId,
            String clientId,
            EventLoop loop,
            int maxFrameBytes,
            long graceMs,
            Consumer<LeaderConnection> ended) {
        this.brokerId = brokerId;
        this.clientId = clientId;
        this.loop = loop;
        this.maxFrameBytes = maxFrameBytes;
        this.graceMs = graceMs;
        this.ended = ended;
    }

    void connect(Dialer dialer, @Nullable PeerAddress address) {
        if (address == null) {
            fail(new IOException("nobody knows its address"));
            return;
        }
        dialer.dial(loop, address, Purpose.DATA, brokerId, new HandshakeHandler.End() {
            @Override
            public void established(Channel connected, FrameDecoder frames, Purpose purpose, PeerIdentity peer) {
                open(connected, frames);
            }

            @Override
            public void failed(IOException cause) {
                fail(cause);
            }
        });
    }

    @Override
    public CompletionStage<ReplicaFetch> fetch(FetchRequestData request) {
        CompletableFuture<ReplicaFetch> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> take(request, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(Causes.io("no connection to node " + brokerId, e));
        }
        return answer;
    }

    @Override
    public void close() {
        fail(new IOException("it was closed"));
    }

    private void take(FetchRequestData request, CompletableFuture<ReplicaFetch> answer) {
        if (closed != null) {
            answer.completeExceptionally(Causes.io("no connection to node " + brokerId, closed));
            return;
        }
        Pending fetch = new Pending(nextCorrelationId++, request, answer);
        pending.add(fetch);
        if (channel != null) {
            send(channel, fetch);
        }
    }

    private void open(Channel connected, FrameDecoder frames) {
        frames.trust(maxFrameBytes);
        connected.pipeline().addLast(new Answers(frames));
        if (closed != null) {
            var _ = connected.close();
            return;
        }
        channel = connected;
        for (Pending fetch : List.copyOf(pending)) {
            if (closed == null) {
                send(connected, fetch);
            }
        }
    }

    private void send(Channel to, Pending fetch) {
        ByteBuf frame;
        try {
            frame = FetchFrames.request(to.alloc(), fetch.correlationId, clientId, fetch.request);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A fetch from node %d cannot be encoded", brokerId);
            fail(new IOException("a fetch cannot be encoded", e));
            return;
        }
        var _ = to.writeAndFlush(frame, to.voidPromise());
        if (deadline == null) {
            expect(fetch);
        }
    }

    /** The oldest fetch is the one to be answered next. */
    private void expect(Pending oldest) {
        deadline = loop.schedule(
                () -> fail(new IOException("it did not answer in time")),
                oldest.request.maxWaitMs() + graceMs,
                TimeUnit.MILLISECONDS);
    }

    /** Owns the frame. */
    private void answered(ByteBuf frame) {
        Pending oldest = pending.peek();
        ReplicaFetch answer;
        try {
            if (oldest == null) {
                throw new IllegalArgumentException("an answer that nobody has asked for");
            }
            answer = FetchFrames.answer(frame, oldest.correlationId);
        } catch (RuntimeException e) {
            frame.release();
            fail(new IOException("its answer cannot be read: " + e.getMessage(), e));
            return;
        }
        pending.remove();
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
        if (!pending.isEmpty()) {
            expect(pending.element());
        }
        if (!oldest.answer.complete(answer)) {
            answer.close(); // whoever asked has given up
        }
    }

    private void fail(IOException cause) {
        ended.accept(this);
        if (!loop.inEventLoop()) {
            try {
                loop.execute(() -> fail(cause));
            } catch (RejectedExecutionException e) {
                LOG.debugf("The event loop ended before the connection to node %d", brokerId);
            }
            return;
        }
        if (closed != null) {
            return;
        }
        closed = cause;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (channel != null) {
            var _ = channel.close();
        }
        IOException failure = Causes.io("no connection to node " + brokerId, cause);
        for (Pending fetch = pending.poll(); fetch != null; fetch = pending.poll()) {
            fetch.answer.completeExceptionally(failure);
        }
    }

    /** Receives. */
    private final class Answers extends ChannelInboundHandlerAdapter {
        private final FrameDecoder frames;

        Answers(FrameDecoder frames) {
            this.frames = frames;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (closed != null) {
                bytes.release();
                return;
            }
            frames.offer(bytes);
            try {
                for (ByteBuf frame = frames.next(); frame != null; frame = closed == null ? frames.next() : null) {
                    answered(frame);
                }
            } catch (MalformedRequest e) {
                fail(new IOException("it " + e.reason()));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            frames.close();
            fail(new IOException("the connection was closed by the other side"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(cause instanceof IOException io ? io : new IOException(cause));
        }
    }
}
