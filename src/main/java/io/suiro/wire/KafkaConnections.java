package io.suiro.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.suiro.base.Clock;
import io.suiro.base.RequestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Makes channels that a listener has accepted connections of the Kafka protocol, and ends them together. Any thread,
 * but for {@link #serve}.
 */
public final class KafkaConnections {
    /** A connection whose unsent answers pass the upper mark takes no more requests until they fall below the lower. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 1 << 20);
    /** Chunks of 4 MiB (8 KiB pages << 9), so that frames up to that size are pooled. */
    private static final int PAGE_BYTES = 8 << 10;

    private static final int CHUNK_ORDER = 9;

    private final WireConfig config;
    private final Dispatcher dispatcher;
    private final WireObserver observer;
    private final Clock clock;
    private final AtomicLong nextId = new AtomicLong();
    private final Map<Channel, Connection> connections = new ConcurrentHashMap<>();
    private volatile boolean draining;

    public KafkaConnections(WireConfig config, ApiTable table, WireObserver observer, Clock clock) {
        this.config = config;
        this.dispatcher = new Dispatcher(table, observer);
        this.observer = observer;
        this.clock = clock;
    }

    /** One of its own, because Quarkus shrinks the chunks of Netty's default to 64 KiB. */
    public static PooledByteBufAllocator pooledAllocator() {
        return pooledAllocator(CHUNK_ORDER);
    }

    /** The same with chunks of 8 KiB << {@code chunkOrder}; a larger buffer is not pooled. */
    public static PooledByteBufAllocator pooledAllocator(int chunkOrder) {
        return new PooledByteBufAllocator(
                true,
                0,
                PooledByteBufAllocator.defaultNumDirectArena(),
                PAGE_BYTES,
                chunkOrder,
                PooledByteBufAllocator.defaultSmallCacheSize(),
                PooledByteBufAllocator.defaultNormalCacheSize(),
                false);
    }

    /** What every channel needs that {@link #serve} is to be called with. */
    public static void prepare(ServerBootstrap bootstrap, ByteBufAllocator allocator) {
        bootstrap
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, OutboundSize.INSTANCE);
    }

    /**
     * Answers the requests that come on this channel from now on. Called on the channel's event loop. Brokers' connections
     * have ids below {@link RequestContext#NO_CONNECTION}, clients' above.
     *
     * @param frames what the channel reads into, by {@link FrameReads}; closed with the channel
     * @param peerId node id of the broker at the other end, {@link RequestContext#NO_PEER} for a client
     */
    public void serve(SocketChannel channel, FrameDecoder frames, int peerId) {
        long number = nextId.incrementAndGet();
        long id = peerId == RequestContext.NO_PEER ? number : RequestContext.NO_CONNECTION - number;
        Connection connection = new Connection(
                id,
                channel.remoteAddress().getAddress().getHostAddress(),
                peerId,
                channel,
                frames,
                new AnswerQueue(config.maxInFlightRequests(), config.maxInFlightBytes()),
                dispatcher,
                observer,
                clock);
        connections.put(channel, connection);
        channel.closeFuture().addListener(closed -> {
            connections.remove(channel);
            observer.connectionClosed(id);
        });
        observer.connectionOpened(id);
        channel.pipeline().addLast(Connection.idleAfter(config.maxIdle())).addLast(connection);
        if (draining) {
            connection.drain();
        }
    }

    /** Serves on, and closes each connection once it has been silent for so long; completes when every connection is closed. */
    public CompletionStage<Void> dismiss(Duration quiet) {
        return end(connection -> connection.dismiss(quiet));
    }

    /** Lets requests in flight be answered; completes when every connection is closed. */
    public CompletionStage<Void> drain() {
        draining = true;
        return end(Connection::drain);
    }

    private CompletionStage<Void> end(Consumer<Connection> how) {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        connections.forEach((channel, connection) -> {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            channel.closeFuture().addListener(done -> closed.complete(null));
            closing.add(closed);
            how.accept(connection);
        });
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
    }

    /** Closes what is left. */
    public void close() {
        for (Channel channel : connections.keySet()) {
            var _ = channel.close();
        }
    }
}
