package io.suiro.wire;

import static org.awaitility.Awaitility.await;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.suiro.base.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;

/** A server on a free port with its own event loop (one, so that what one connection does could hurt another) and memory, which has to be given back to the last buffer. */
final class TestServer implements AutoCloseable {
    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    enum Transport {
        NIO,
        NATIVE
    }

    static final String HOST = "127.0.0.1";

    /** Without thread caches, since what these keep counts as in use. */
    final PooledByteBufAllocator memory = new PooledByteBufAllocator(true, 0, 2, 8 << 10, 9, 0, 0, false);

    final Seen seen = new Seen();
    final KafkaServer server;
    private final EventLoopGroup group;

    /** What the observer heard. */
    static final class Seen implements WireObserver {
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();
        final AtomicInteger violations = new AtomicInteger();
        final AtomicInteger completed = new AtomicInteger();
        final Set<String> software = ConcurrentHashMap.newKeySet();

        @Override
        public void connectionOpened(long connectionId) {
            opened.incrementAndGet();
        }

        @Override
        public void connectionClosed(long connectionId) {
            closed.incrementAndGet();
        }

        @Override
        public void connectionRefused() {
            refused.incrementAndGet();
        }

        @Override
        public void clientIdentified(long connectionId, String softwareName, String softwareVersion) {
            software.add(softwareName + " " + softwareVersion);
        }

        @Override
        public void protocolViolated(long connectionId) {
            violations.incrementAndGet();
        }

        @Override
        public void requestCompleted(ApiKeys api, short version, long requestBytes, long answerBytes, long nanos) {
            completed.incrementAndGet();
        }
    }

    TestServer(Transport transport, WireConfig config, ApiHandler<?, ?>... handlers) {
        this.group = switch (transport) {
            case NIO -> new NioEventLoopGroup(1);
            case NATIVE -> {
                Epoll.ensureAvailability();
                yield new EpollEventLoopGroup(1);
            }
        };
        this.server = new KafkaServer(group, config, new ApiTable(List.of(handlers), seen), seen, Clock.SYSTEM, memory);
        try {
            server.start().toCompletableFuture().join();
        } catch (CompletionException e) {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
            throw e;
        }
    }

    TestServer(ApiHandler<?, ?>... handlers) {
        this(Transport.NATIVE, defaults(), handlers);
    }

    static WireConfig defaults() {
        return WireConfig.defaults(HOST, 0);
    }

    Client connect() throws IOException {
        return new Client(HOST, server.localPort());
    }

    String address() {
        return HOST + ":" + server.localPort();
    }

    /** Buffers of this server's connections that have not been released. */
    long buffersInUse() {
        return memory.metric().directArenas().stream()
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }

    /** Bytes of the memory chunks with buffers that have not been released. */
    long bytesInUse() {
        return memory.metric().directArenas().stream()
                .mapToLong(PoolArenaMetric::numActiveBytes)
                .sum();
    }

    /** An option of the first client's socket, as the operating system has it. */
    <T> T optionOfConnection(ChannelOption<T> option) {
        SingleThreadEventLoop loop = (SingleThreadEventLoop) group.next();
        return CompletableFuture.supplyAsync(
                        () -> {
                            Iterator<Channel> channels = loop.registeredChannelsIterator();
                            while (channels.hasNext()) {
                                if (channels.next() instanceof SocketChannel client) {
                                    return client.config().getOption(option);
                                }
                            }
                            throw new AssertionError("no client is connected");
                        },
                        loop)
                .join();
    }

    @Override
    public void close() {
        server.stop(Duration.ofSeconds(5)).toCompletableFuture().join();
        try {
            await("every buffer is released").until(() -> buffersInUse() == 0);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
