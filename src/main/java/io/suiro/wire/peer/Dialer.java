package io.suiro.wire.peer;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.suiro.cluster.PeerAddress;
import io.suiro.wire.FrameDecoder;
import io.suiro.wire.FrameReads;
import io.suiro.wire.peer.HandshakeHandler.End;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Makes connections to other brokers, handshake included. Any thread. */
final class Dialer {
    private final LocalPeer self;
    private final PeerConfig config;
    private final ByteBufAllocator allocator;
    private final OpenChannels channels;

    Dialer(LocalPeer self, PeerConfig config, ByteBufAllocator allocator, OpenChannels channels) {
        this.self = self;
        this.config = config;
        this.allocator = allocator;
        this.channels = channels;
    }

    /** Calls one of the two ends, on the loop, unless the loop has ended. */
    void dial(EventLoop loop, PeerAddress address, Purpose purpose, int nodeId, End end) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(address.host());
        if (literal != null) {
            onLoop(loop, () -> connect(loop, literal, address, new ClientHandshake(self, purpose, nodeId), end));
            return;
        }
        // names are looked up by the operating system, which blocks
        Thread.ofVirtual().name("suiro-peer-lookup").start(() -> {
            try {
                byte[] resolved = InetAddress.getByName(address.host()).getAddress();
                onLoop(loop, () -> connect(loop, resolved, address, new ClientHandshake(self, purpose, nodeId), end));
            } catch (UnknownHostException e) {
                onLoop(loop, () -> end.failed(e));
            }
        });
    }

    /** Whether the other machine said that nobody listens there. */
    static boolean isRefusal(Throwable cause) {
        return cause instanceof ConnectException
                && String.valueOf(cause.getMessage()).contains("refused");
    }

    private void connect(EventLoop loop, byte[] ip, PeerAddress address, Handshake handshake, End end) {
        if (channels.isClosed()) {
            end.failed(new IOException("the network is stopped"));
            return;
        }
        InetSocketAddress target;
        try {
            target = new InetSocketAddress(InetAddress.getByAddress(address.host(), ip), address.port());
        } catch (UnknownHostException e) {
            end.failed(e);
            return;
        }
        FrameDecoder frames = new FrameDecoder(allocator, HandshakeFrame.MAX_BYTES);
        PeerSockets.client(loop, config)
                .option(ChannelOption.ALLOCATOR, allocator)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        channel.config().setRecvByteBufAllocator(new FrameReads(frames));
                    }
                })
                .connect(target)
                .addListener((ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        Throwable cause = connected.cause();
                        end.failed(cause instanceof IOException io ? io : new IOException(cause));
                        return;
                    }
                    connected
                            .channel()
                            .pipeline()
                            .addLast(new HandshakeHandler(
                                    handshake, frames, config.handshakeTimeout().toMillis(), end));
                });
    }

    private static void onLoop(EventLoop loop, Runnable task) {
        Consumer<Runnable> run = loop.inEventLoop() ? Runnable::run : loop::execute;
        try {
            run.accept(task);
        } catch (RejectedExecutionException e) {
            return; // the loop has ended, and with it whoever waits there
        }
    }
}
