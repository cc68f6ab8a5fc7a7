package io.suiro.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import io.suiro.base.Clock;
import io.suiro.base.RequestContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka listener: binds, accepts, and gives each connection its pipeline. Runs on the event loops it is given,
 * native if they are, and leaves them running when it stops.
 */
public final class KafkaServer {
    private static final Logger LOG = Logger.getLogger(KafkaServer.class);

    private static final int BACKLOG = 1024;
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

    private final EventLoopGroup group;
    private final WireConfig config;
    private final WireObserver observer;
    private final ConnectionLimits limits;
    private final ByteBufAllocator allocator;
    private final KafkaConnections connections;
    private volatile @Nullable Channel listener;
    private volatile boolean stopping;

    public KafkaServer(EventLoopGroup group, WireConfig config, ApiTable table, WireObserver observer, Clock clock) {
        this(group, config, table, observer, clock, KafkaConnections.pooledAllocator());
    }

    KafkaServer(
            EventLoopGroup group,
            WireConfig config,
            ApiTable table,
            WireObserver observer,
            Clock clock,
            ByteBufAllocator allocator) {
        this.group = group;
        this.config = config;
        this.observer = observer;
        this.limits = new ConnectionLimits(config.maxConnections(), config.maxConnectionsPerIp());
        this.allocator = allocator;
        this.connections = new KafkaConnections(config, table, observer, clock);
    }

    /** Completes once the port is open, or exceptionally if it cannot be opened. */
    public CompletionStage<Void> start() {
        boolean epoll = group.next().parent() instanceof EpollEventLoopGroup;
        Class<? extends ServerChannel> transport =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(transport)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                });
        KafkaConnections.prepare(bootstrap, allocator);
        if (config.receiveBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_RCVBUF, config.receiveBufferBytes());
        }
        if (config.sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, config.sendBufferBytes());
        }
        CompletableFuture<Void> started = new CompletableFuture<>();
        bootstrap.bind(config.host(), config.port()).addListener((ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                listener = bound.channel();
                LOG.infof("Kafka protocol on %s (%s)", bound.channel().localAddress(), transport.getSimpleName());
                started.complete(null);
            } else {
                started.completeExceptionally(bound.cause());
            }
        });
        return started;
    }

    /**
     * Accepts no more, and serves on whoever is connected, who so hears, with the answer to what he asks next, who leads now;
     * who is told by a connection that ends has to find out. Each connection is closed once it has been silent for {@code quiet}.
     * Completes when all are, or after {@code longest}.
     */
    public CompletionStage<Void> dismiss(Duration quiet, Duration longest) {
        return unbind().thenCompose(unbound -> connections
                .dismiss(quiet)
                .toCompletableFuture()
                .completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS));
    }

    /**
     * Accepts no more, lets requests in flight be answered for up to {@code grace}, then closes what is left. Completes
     * when every connection is closed.
     */
    public CompletionStage<Void> stop(Duration grace) {
        CompletionStage<Void> unbound = unbind();
        Future<?> deadline = group.schedule(connections::close, grace.toMillis(), TimeUnit.MILLISECONDS);
        return connections
                .drain()
                .thenCompose(drained -> unbound)
                .whenComplete((nothing, failure) -> deadline.cancel(false));
    }

    private CompletionStage<Void> unbind() {
        stopping = true;
        CompletableFuture<Void> unbound = new CompletableFuture<>();
        Channel bound = listener;
        if (bound == null) {
            unbound.complete(null);
        } else {
            bound.close().addListener(done -> unbound.complete(null));
        }
        return unbound;
    }

    /**
     * What a broker that has handed over lets its clients have: more than one of them takes to ask again, by its
     * {@code retry.backoff.ms}, and not so long that those who go on asking, as nobody else leads, hold up the end.
     */
    public CompletionStage<Void> dismiss() {
        return dismiss(QUIET, LONGEST_FAREWELL);
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
        InetAddress client = channel.remoteAddress().getAddress();
        if (stopping || !limits.admit(client)) {
            LOG.warnf("Closing new connection of %s: %s", client, stopping ? "stopping" : "too many connections");
            observer.connectionRefused();
            var _ = channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> limits.release(client));
        FrameDecoder frames = new FrameDecoder(channel.alloc(), config.maxRequestBytes());
        channel.config().setRecvByteBufAllocator(new FrameReads(frames));
        connections.serve(channel, frames, RequestContext.NO_PEER);
    }
}
