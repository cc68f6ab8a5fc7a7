package io.suiro.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.suiro.base.Clock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka listener: binds, accepts, and gives each connection its pipeline. Runs on the event loops it is given,
 * native if they are, and leaves them running when it stops.
 */
public final class KafkaServer {
    private static final Logger LOG = Logger.getLogger(KafkaServer.class);

    private static final int BACKLOG = 1024;
    /** A connection whose unsent answers pass the upper mark takes no more requests until they fall below the lower. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 1 << 20);
    /** Chunks of 4 MiB (8 KiB pages << 9), so that frames up to that size are pooled. */
    private static final int PAGE_BYTES = 8 << 10;

    private static final int CHUNK_ORDER = 9;

    private final EventLoopGroup group;
    private final WireConfig config;
    private final Dispatcher dispatcher;
    private final WireObserver observer;
    private final Clock clock;
    private final ConnectionLimits limits;
    private final ByteBufAllocator allocator;
    private final AtomicLong nextConnectionId = new AtomicLong();
    private final Map<Channel, Connection> connections = new ConcurrentHashMap<>();
    private volatile @Nullable Channel listener;
    private volatile boolean stopping;

    public KafkaServer(EventLoopGroup group, WireConfig config, ApiTable table, WireObserver observer, Clock clock) {
        this(group, config, table, observer, clock, pooledAllocator());
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
        this.dispatcher = new Dispatcher(table, observer);
        this.observer = observer;
        this.clock = clock;
        this.limits = new ConnectionLimits(config.maxConnections(), config.maxConnectionsPerIp());
        this.allocator = allocator;
    }

    /** One of its own, because Quarkus shrinks the chunks of Netty's default to 64 KiB. */
    static PooledByteBufAllocator pooledAllocator() {
        return new PooledByteBufAllocator(
                true,
                0,
                PooledByteBufAllocator.defaultNumDirectArena(),
                PAGE_BYTES,
                CHUNK_ORDER,
                PooledByteBufAllocator.defaultSmallCacheSize(),
                PooledByteBufAllocator.defaultNormalCacheSize(),
                false);
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
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, OutboundSize.INSTANCE)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                });
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
     * Accepts no more, lets requests in flight be answered for up to {@code grace}, then closes what is left. Completes
     * when every connection is closed.
     */
    public CompletionStage<Void> stop(Duration grace) {
        stopping = true;
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        Channel bound = listener;
        if (bound != null) {
            closing.add(closed(bound));
            var _ = bound.close();
        }
        connections.forEach((channel, connection) -> {
            closing.add(closed(channel));
            connection.drain();
        });
        Future<?> deadline = group.schedule(this::closeConnections, grace.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new))
                .whenComplete((nothing, failure) -> deadline.cancel(false));
    }

    private void closeConnections() {
        for (Channel channel : connections.keySet()) {
            var _ = channel.close();
        }
    }

    private static CompletableFuture<Void> closed(Channel channel) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        channel.closeFuture().addListener(done -> closed.complete(null));
        return closed;
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
        long id = nextConnectionId.incrementAndGet();
        FrameDecoder frames = new FrameDecoder(channel.alloc(), config.maxRequestBytes());
        Connection connection = new Connection(
                id,
                client.getHostAddress(),
                channel,
                frames,
                new AnswerQueue(config.maxInFlightRequests(), config.maxInFlightBytes()),
                dispatcher,
                observer,
                clock);
        connections.put(channel, connection);
        channel.closeFuture().addListener(closed -> {
            connections.remove(channel);
            limits.release(client);
            observer.connectionClosed(id);
        });
        observer.connectionOpened(id);
        channel.config().setRecvByteBufAllocator(new FrameReads(frames));
        channel.pipeline()
                .addLast(new IdleStateHandler(true, 0, 0, config.maxIdle().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(connection);
        if (stopping) {
            connection.drain();
        }
    }
}
