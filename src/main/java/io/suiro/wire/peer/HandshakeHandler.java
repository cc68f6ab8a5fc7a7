package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.suiro.cluster.PeerIdentity;
import io.suiro.wire.FrameDecoder;
import io.suiro.wire.MalformedRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leads a channel through its handshake, then hands it on, or closes it. Allocates for the other side no more than what
 * it has sent, up to {@link HandshakeFrame#MAX_BYTES}, and waits for it no longer than the timeout, however it trickles.
 * Owned by the channel's event loop.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    private final Handshake handshake;
    private final FrameDecoder frames;
    private final long timeoutMs;
    private final End end;
    private @Nullable Future<?> deadline;
    private boolean opened;
    private boolean over;

    /** What becomes of it: one call of one of the two, on the channel's event loop. */
    interface End {
        /** The channel has no handler any more, and its bytes nobody who reads them: both get one now. */
        void established(Channel channel, FrameDecoder frames, Purpose purpose, PeerIdentity peer);

        /** The channel is closing. */
        void failed(IOException cause);
    }

    HandshakeHandler(Handshake handshake, FrameDecoder frames, long timeoutMs, End end) {
        this.handshake = handshake;
        this.frames = frames;
        this.timeoutMs = timeoutMs;
        this.end = end;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor()
                .schedule(
                        () -> fail(
                                context,
                                new HandshakeFailure(
                                        Refusal.TIMEOUT, "waited for " + timeoutMs + " ms for a handshake")),
                        timeoutMs,
                        TimeUnit.MILLISECONDS);
        if (context.channel().isActive()) {
            open(context);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        open(context);
    }

    private void open(ChannelHandlerContext context) {
        byte[] opening = opened ? null : handshake.opening();
        opened = true;
        if (opening != null) {
            send(context, opening);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (over) {
            bytes.release();
            return;
        }
        frames.offer(bytes);
        try {
            boolean more = true;
            while (more && !over) {
                more = takeFrame(context);
            }
        } catch (MalformedRequest e) {
            fail(context, new HandshakeFailure(Refusal.MALFORMED, e.reason()));
        } catch (HandshakeFailure e) {
            fail(context, e);
        }
    }

    private boolean takeFrame(ChannelHandlerContext context) throws HandshakeFailure {
        ByteBuf frame = frames.next();
        if (frame == null) {
            return false;
        }
        try {
            take(context, handshake.receive(frame));
        } finally {
            frame.release();
        }
        return true;
    }

    private void take(ChannelHandlerContext context, Handshake.Step step) throws HandshakeFailure {
        Hello peer = step.peer();
        if (peer != null && frames.isInFrame()) {
            throw new HandshakeFailure(Refusal.MALFORMED, "did not wait for the end of the handshake");
        }
        if (step.reply() != null) {
            send(context, step.reply());
        }
        if (peer != null) {
            finish();
            context.pipeline().remove(this);
            end.established(context.channel(), frames, peer.purpose(), peer.identity());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!over) {
            finish();
            end.failed(new IOException("the connection was closed in the middle of the handshake"));
        }
        frames.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!over) {
            finish();
            end.failed(cause instanceof IOException io ? io : new IOException(cause));
        }
        var _ = context.close();
    }

    /** A stranger, who does not speak the protocol, and one who has refused itself get no answer. */
    private void fail(ChannelHandlerContext context, HandshakeFailure failure) {
        if (over) {
            return;
        }
        finish();
        if (failure.refusal() == Refusal.MALFORMED || failure instanceof RefusedByPeer) {
            var _ = context.close();
        } else {
            String text = String.valueOf(failure.getMessage());
            send(context, HandshakeFrame.refused(failure.refusal(), text));
            var _ = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
        end.failed(failure);
    }

    private void finish() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private static void send(ChannelHandlerContext context, byte[] frame) {
        ByteBuf buffer = context.alloc().directBuffer(Integer.BYTES + frame.length);
        var _ = context.writeAndFlush(buffer.writeInt(frame.length).writeBytes(frame), context.voidPromise());
    }
}
