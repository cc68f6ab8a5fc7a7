package io.suiro.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.suiro.base.Clock;
import io.suiro.base.RequestContext;
import io.suiro.wire.AnswerEncoder.Encoded;
import io.suiro.wire.AnswerQueue.Answered;
import io.suiro.wire.AnswerQueue.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, or of a broker that replicates: hands its requests to their handlers in order and writes the answers in order.
 *
 * <pre>
 * OPEN ──drain()──▶ DRAINING ──last answer written──▶ CLOSED
 *   └──── malformed request, peer gone, idle (soon, once dismissed), failure ────▲
 * </pre>
 *
 * Reading pauses while requests wait for their turn, while too many are in flight, and while the peer does not read its
 * answers; so a connection holds at most its requests in flight, one receive buffer, one frame being gathered, and the
 * answers that were in flight when the socket filled up. Owned by the channel's event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = Logger.getLogger(Connection.class);

    private enum State {
        OPEN,
        DRAINING,
        CLOSED
    }

    private final long id;
    private final String clientHost;
    private final int peerId;
    private final Channel channel;
    private final FrameDecoder frames;
    private final AnswerQueue queue;
    private final Dispatcher dispatcher;
    private final WireObserver observer;
    private final Clock clock;

    private State state = State.OPEN;
    private @Nullable IncomingRequest waiting;
    private boolean pumping;
    private boolean reading;
    private boolean flushScheduled;

    Connection(
            long id,
            String clientHost,
            int peerId,
            Channel channel,
            FrameDecoder frames,
            AnswerQueue queue,
            Dispatcher dispatcher,
            WireObserver observer,
            Clock clock) {
        this.id = id;
        this.clientHost = clientHost;
        this.peerId = peerId;
        this.channel = channel;
        this.frames = frames;
        this.queue = queue;
        this.dispatcher = dispatcher;
        this.observer = observer;
        this.clock = clock;
    }

    /** Takes no further requests and closes once those in flight are answered. Any thread. */
    void drain() {
        onEventLoop(() -> {
            if (state == State.OPEN) {
                state = State.DRAINING;
                channel.config().setAutoRead(false);
                closeIfDrained();
            }
        });
    }

    /** Serves on, and closes once nothing has come, and nothing was to be answered, for so long. Any thread. */
    void dismiss(Duration quiet) {
        onEventLoop(() -> {
            if (state == State.OPEN) {
                channel.pipeline().replace(IdleStateHandler.class, null, idleAfter(quiet));
            }
        });
    }

    /** Tells a connection of idleness, which ends it. */
    static IdleStateHandler idleAfter(Duration quiet) {
        return new IdleStateHandler(true, 0, 0, quiet.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (state != State.OPEN) {
            bytes.release();
            return;
        }
        reading = true;
        frames.offer(bytes);
        pump();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        if (flushScheduled) {
            flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        pump();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && queue.isEmpty()) {
            LOG.debugf("Closing connection %s: idle", this);
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (state == State.OPEN && waiting == null && frames.isInFrame()) {
            LOG.infof("Connection %s was closed by the client in the middle of a request", this);
        }
        state = State.CLOSED;
        frames.close();
        queue.close();
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        exceptionCaught(cause);
    }

    private void exceptionCaught(Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debugf("Connection %s is lost: %s", this, cause.getMessage());
        } else {
            LOG.errorf(cause, "Connection %s failed", this);
        }
        close();
    }

    /**
     * Starts as many requests as may be started, and reads on only if none of what was read has to wait: to pause and
     * resume costs two system calls, so it is not done before there is something that waits.
     */
    private void pump() {
        if (pumping || state != State.OPEN) {
            return;
        }
        pumping = true;
        try {
            while (state == State.OPEN && channel.isWritable() && queue.hasRoom()) {
                IncomingRequest request = nextRequest();
                if (request == null) {
                    break;
                }
                if (!queue.admits(request)) {
                    waiting = request;
                    break;
                }
                start(request);
            }
        } catch (MalformedRequest e) {
            LOG.warnf("Closing connection %s: it %s", this, e.reason());
            observer.protocolViolated(id);
            hangUp();
        } finally {
            pumping = false;
        }
        if (state == State.OPEN) {
            channel.config().setAutoRead(waiting == null && !frames.hasBacklog());
        }
    }

    private @Nullable IncomingRequest nextRequest() {
        IncomingRequest next = waiting;
        if (next != null) {
            waiting = null;
            return next;
        }
        ByteBuf frame = frames.next();
        if (frame == null) {
            return null;
        }
        try {
            return IncomingRequest.read(frame, dispatcher.table());
        } catch (RuntimeException e) {
            frame.release();
            throw e instanceof MalformedRequest
                    ? e
                    : new MalformedRequest("sent a bad request header: " + e.getMessage());
        }
    }

    private void start(IncomingRequest request) {
        Exchange exchange = queue.open(request, clock.nanoTime());
        RequestContext context = new RequestContext(request.version(), request.clientId(), clientHost, id, peerId);
        dispatcher.dispatch(request, context).thenAccept(answer -> {
            try {
                onEventLoop(() -> completed(exchange, answer));
            } catch (RejectedExecutionException e) {
                LOG.debugf("Connection %s has lost its event loop: %s", this, e.getMessage());
                answer.discard();
            }
        });
    }

    private void completed(Exchange exchange, Answer answer) {
        try {
            take(exchange, answer);
        } catch (RuntimeException | Error e) {
            exceptionCaught(e);
        }
    }

    private void take(Exchange exchange, Answer answer) {
        if (state == State.CLOSED) {
            answer.discard();
            return;
        }
        queue.answer(exchange, answer);
        for (Answered next = queue.next(); next != null; next = queue.next()) {
            leave(next.exchange(), next.answer());
            if (state == State.CLOSED) {
                return;
            }
        }
        closeIfDrained();
        pump();
    }

    private void leave(Exchange exchange, Answer answer) {
        long bytes =
                switch (answer) {
                    case Answer.Message message -> write(exchange.request(), message);
                    case Answer.Nothing nothing -> 0;
                    case Answer.HangUp hangUp -> {
                        LOG.infof("Closing connection %s: %s", this, hangUp.reason());
                        hangUp();
                        yield 0;
                    }
                };
        IncomingRequest request = exchange.request();
        observer.requestCompleted(
                request.api(),
                request.version(),
                request.sizeInBytes(),
                bytes,
                clock.nanoTime() - exchange.receivedNanos());
    }

    private long write(IncomingRequest request, Answer.Message answer) {
        Encoded encoded;
        try {
            encoded = AnswerEncoder.encode(
                    channel.alloc(), request.api(), request.version(), request.correlationId(), answer.body());
        } catch (RuntimeException | Error e) { // no memory for one answer is no reason to stop the others
            LOG.errorf(e, "Closing connection %s: the answer to %s cannot be encoded", this, request.api().name);
            hangUp();
            return 0;
        }
        for (Object part : encoded.parts()) {
            var _ = channel.write(part, channel.voidPromise()); // a failure comes to exceptionCaught
        }
        scheduleFlush();
        return encoded.sizeInBytes();
    }

    /** One flush for all answers that are written in one turn of the event loop. */
    private void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            if (!reading) {
                channel.eventLoop().execute(this::flush);
            }
        }
    }

    private void flush() {
        flushScheduled = false;
        channel.flush();
    }

    private void closeIfDrained() {
        if (state == State.DRAINING && queue.isEmpty()) {
            var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Answers that were given before still go out: closing drops what has not been flushed. */
    private void hangUp() {
        state = State.CLOSED;
        queue.close();
        channel.flush();
        close();
    }

    private void close() {
        var _ = channel.close();
    }

    private void onEventLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    @Override
    public String toString() {
        return id + " of " + channel.remoteAddress();
    }
}
