package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.suiro.cluster.PeerAddress;
import io.suiro.cluster.PeerIdentity;
import io.suiro.wire.FrameDecoder;
import io.suiro.wire.MalformedRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One data connection to another broker, on which it serves Kafka's protocol.
 *
 * <pre>
 * CONNECTING (requests wait) ── handshake ──▶ OPEN ── lost, late answer, unreadable answer ──▶ CLOSED
 *      └────────────────────────────── cannot be made, close() ──────────────────────────────────▲
 * </pre>
 *
 * The state is the event loop's; {@link #send} and {@link #close}: any thread.
 */
final class DataConnection {
    private static final Logger LOG = Logger.getLogger(DataConnection.class);

    private final int brokerId;
    private final EventLoop loop;
    private final int maxFrameBytes;
    private final Consumer<DataConnection> ended;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private @Nullable Channel channel;
    private @Nullable IOException closed;
    private @Nullable Future<?> deadline;
    private int nextCorrelationId;

    /** A request that has not been answered, sent or still waiting for the connection. */
    private record Pending(int correlationId, Exchange exchange) {}

    /** @param ended called when it is closed, perhaps more than once */
    DataConnection(int brokerId, EventLoop loop, int maxFrameBytes, Consumer<DataConnection> ended) {
        this.brokerId = brokerId;
        this.loop = loop;
        this.maxFrameBytes = maxFrameBytes;
        this.ended = ended;
    }

    int brokerId() {
        return brokerId;
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

    void send(Exchange exchange) {
        try {
            loop.execute(() -> take(exchange));
        } catch (RejectedExecutionException e) {
            exchange.failed(Causes.io("no connection to node " + brokerId, e));
        }
    }

    void close() {
        close("it was closed");
    }

    void close(String reason) {
        fail(new IOException(reason));
    }

    private void take(Exchange exchange) {
        if (closed != null) {
            exchange.failed(Causes.io("no connection to node " + brokerId, closed));
            return;
        }
        Pending request = new Pending(nextCorrelationId++, exchange);
        pending.add(request);
        if (channel != null) {
            write(channel, request);
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
        for (Pending request : List.copyOf(pending)) {
            if (closed == null) {
                write(connected, request);
            }
        }
    }

    private void write(Channel to, Pending request) {
        ByteBuf frame;
        try {
            frame = request.exchange.request(to.alloc(), request.correlationId);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A request to node %d cannot be encoded", brokerId);
            fail(new IOException("a request cannot be encoded", e));
            return;
        }
        var _ = to.writeAndFlush(frame, to.voidPromise());
        if (deadline == null) {
            expect(request);
        }
    }

    /** The oldest request is the one to be answered next. */
    private void expect(Pending oldest) {
        deadline = loop.schedule(
                () -> fail(new IOException("it did not answer in time")),
                oldest.exchange.patienceMs(),
                TimeUnit.MILLISECONDS);
    }

    /** Owns the frame. */
    private void answered(ByteBuf frame) {
        Pending oldest = pending.peek();
        Runnable delivery;
        try {
            if (oldest == null) {
                throw new IllegalArgumentException("an answer that nobody has asked for");
            }
            delivery = oldest.exchange.answered(frame, oldest.correlationId);
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
        delivery.run();
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
        for (Pending request = pending.poll(); request != null; request = pending.poll()) {
            request.exchange.failed(failure);
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
