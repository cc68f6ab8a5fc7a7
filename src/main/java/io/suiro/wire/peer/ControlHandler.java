package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.suiro.wire.FrameDecoder;
import io.suiro.wire.MalformedRequest;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Reads a control connection's frames, whichever side has made it. Owned by the channel's event loop. */
final class ControlHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = Logger.getLogger(ControlHandler.class);

    private final int nodeId;
    private final FrameDecoder frames;
    private final Owner owner;
    private IOException cause = new IOException("the connection was closed");

    /** Whose connection it is. Called on the event loop. */
    interface Owner {
        /** A {@link MalformedRequest} ends the connection. */
        void take(ControlFrame frame);

        /** Once, and then no more. */
        void ended(IOException cause);
    }

    ControlHandler(int nodeId, FrameDecoder frames, Owner owner) {
        this.nodeId = nodeId;
        this.frames = frames;
        this.owner = owner;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (!context.channel().isOpen()) {
            bytes.release();
            return;
        }
        frames.offer(bytes);
        try {
            for (ByteBuf frame = frames.next(); frame != null; frame = frames.next()) {
                owner.take(read(frame));
            }
        } catch (MalformedRequest e) {
            LOG.warnf("Closing the connection with node %d: it %s", nodeId, e.reason());
            cause = new IOException("the other side " + e.reason());
            var _ = context.close();
        }
    }

    private static ControlFrame read(ByteBuf frame) {
        try {
            return ControlFrame.read(frame);
        } finally {
            frame.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        frames.close();
        owner.ended(cause);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (failure instanceof IOException io) {
            LOG.debugf("The connection with node %d is lost: %s", nodeId, failure.getMessage());
            cause = io;
        } else {
            LOG.errorf(failure, "The connection with node %d failed", nodeId);
            cause = new IOException(failure);
        }
        var _ = context.close();
    }
}
