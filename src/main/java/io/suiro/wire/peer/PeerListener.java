package io.suiro.wire.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.suiro.base.Clock;
import io.suiro.cluster.PeerIdentity;
import io.suiro.wire.ApiTable;
import io.suiro.wire.FrameDecoder;
import io.suiro.wire.FrameReads;
import io.suiro.wire.KafkaConnections;
import io.suiro.wire.WireConfig;
import io.suiro.wire.WireObserver;
import io.suiro.wire.peer.HandshakeHandler.End;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where other brokers connect: leads each connection through its handshake and hands it to the control plane's network,
 * or makes it a connection of the Kafka protocol. Runs on the event loops it is given and leaves them running. Any thread.
 */
public final class PeerListener {
    private static final Logger LOG = Logger.getLogger(PeerListener.class);

    /** Followers wait in their fetches, so that a silent connection is no idle one for long. */
    private static final Duration MAX_IDLE = Duration.ofMinutes(10);

    private final EventLoopGroup group;
    private final LocalPeer self;
    private final PeerConfig config;
    private final NettyPeerNetwork network;
    private final ByteBufAllocator allocator;
    private final Complaints complaints = new Complaints();
    private final AtomicInteger unauthenticated = new AtomicInteger();
    private final OpenChannels channels = new OpenChannels();
    private volatile @Nullable KafkaConnections data;
    private volatile @Nullable Channel listener;

    /**
     * A listener that is not open yet.
     *
     * @param network gets the control connections
     */
    public PeerListener(EventLoopGroup group, LocalPeer self, PeerConfig config, NettyPeerNetwork network) {
        this(group, self, config, network, KafkaConnections.pooledAllocator());
    }

    PeerListener(
            EventLoopGroup group,
            LocalPeer self,
            PeerConfig config,
            NettyPeerNetwork network,
            ByteBufAllocator allocator) {
        this.group = group;
        this.self = self;
        this.config = config;
        this.network = network;
        this.allocator = allocator;
    }

    /**
     * From now on data connections are served; before, they are closed. Once.
     *
     * @param table gets the node id of the other broker in each request's context
     */
    public void serve(ApiTable table, WireObserver observer, Clock clock) {
        data = new KafkaConnections(dataConfig(config), table, observer, clock);
    }

    private static WireConfig dataConfig(PeerConfig config) {
        return new WireConfig(
                config.host(),
                config.port(),
                config.maxDataFrameBytes(),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                MAX_IDLE,
                config.receiveBufferBytes(),
                config.sendBufferBytes(),
                WireConfig.DEFAULT_MAX_IN_FLIGHT_REQUESTS,
                WireConfig.DEFAULT_MAX_IN_FLIGHT_BYTES);
    }

    /** Completes once the port is open, or exceptionally if it cannot be opened. */
    public CompletionStage<Void> start() {
        ServerBootstrap bootstrap = PeerSockets.server(group, config);
        KafkaConnections.prepare(bootstrap, allocator);
        bootstrap.childHandler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                accept(channel);
            }
        });
        CompletableFuture<Void> started = new CompletableFuture<>();
        bootstrap.bind(config.host(), config.port()).addListener((ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                listener = bound.channel();
                channels.add(bound.channel());
                LOG.infof("Other brokers on %s", bound.channel().localAddress());
                started.complete(null);
            } else {
                started.completeExceptionally(bound.cause());
            }
        });
        return started;
    }

    /**
     * Accepts no more, lets fetches in flight be answered for up to {@code grace}, then closes what is left. Control
     * connections are the network's to close. Completes when every other connection is closed.
     */
    public CompletionStage<Void> stop(Duration grace) {
        Channel bound = listener;
        if (bound != null) {
            var _ = bound.close();
        }
        KafkaConnections served = data;
        if (served == null) {
            return channels.close();
        }
        CompletionStage<Void> drained = served.drain();
        var deadline = group.schedule(served::close, grace.toMillis(), TimeUnit.MILLISECONDS);
        return drained.whenComplete((done, failure) -> deadline.cancel(false)).thenCompose(done -> channels.close());
    }

    /** The port in use; after {@link #start} has completed. */
    public int localPort() {
        Channel bound = listener;
        if (bound == null) {
            throw new IllegalStateException("not started");
        }
        return ((InetSocketAddress) bound.localAddress()).getPort();
    }

    private void accept(SocketChannel channel) {
        String host = channel.remoteAddress().getAddress().getHostAddress();
        if (unauthenticated.incrementAndGet() > config.maxUnauthenticated()) {
            unauthenticated.decrementAndGet();
            complaints.complain(
                    "everybody",
                    Refusal.TIMEOUT,
                    "Closing new connection of " + host + ": too many in their handshake");
            var _ = channel.close();
            return;
        }
        channels.add(channel);
        FrameDecoder frames = new FrameDecoder(channel.alloc(), HandshakeFrame.MAX_BYTES);
        channel.config().setRecvByteBufAllocator(new FrameReads(frames));
        channel.pipeline()
                .addLast(new HandshakeHandler(
                        new ServerHandshake(self),
                        frames,
                        config.handshakeTimeout().toMillis(),
                        new Accepted(channel, host)));
    }

    /** What becomes of one connection. */
    private final class Accepted implements End {
        private final SocketChannel channel;
        private final String host;

        Accepted(SocketChannel channel, String host) {
            this.channel = channel;
            this.host = host;
        }

        @Override
        public void established(Channel same, FrameDecoder frames, Purpose purpose, PeerIdentity peer) {
            unauthenticated.decrementAndGet();
            complaints.forget(host);
            switch (purpose) {
                case CONTROL -> {
                    channels.release(channel);
                    network.accept(channel, frames, peer);
                }
                case DATA -> {
                    KafkaConnections served = data;
                    if (served == null) {
                        frames.close();
                        var _ = channel.close();
                    } else {
                        frames.trust(config.maxDataFrameBytes());
                        served.serve(channel, frames, peer.nodeId());
                    }
                }
                case IDENTITY -> {
                    frames.close();
                    var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
                }
            }
        }

        @Override
        public void failed(IOException cause) {
            unauthenticated.decrementAndGet();
            if (cause instanceof HandshakeFailure failure) {
                String who = failure.refusal() == Refusal.MALFORMED ? "it " : "this broker ";
                complaints.complain(
                        host,
                        failure.refusal(),
                        "Refused a broker's connection from " + host + ": " + who + cause.getMessage());
            }
        }
    }
}
