package io.suiro.wire.peer;

import static org.awaitility.Awaitility.await;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.ResourceLeakDetector;
import io.suiro.base.Clock;
import io.suiro.cluster.PeerAddress;
import io.suiro.wire.ApiHandler;
import io.suiro.wire.ApiTable;
import io.suiro.wire.WireObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** One broker's side of the network, on loops and memory of its own; the memory has to be given back to the last buffer. */
final class TestPeer implements AutoCloseable {
    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    enum Transport {
        NIO,
        NATIVE
    }

    static final String HOST = "127.0.0.1";
    static final String CLUSTER = "cluster-of-the-tests";
    static final String SECRET = "what the brokers of the tests share";

    /** Without thread caches, since what these keep counts as in use. */
    final PooledByteBufAllocator memory = new PooledByteBufAllocator(true, 0, 2, 8 << 10, 9, 0, 0, false);

    final LocalPeer self;
    final Heard heard = new Heard();
    final NettyPeerNetwork network;
    final PeerListener listener;
    final NettyLeaders leaders;
    final NettyPeerRequests requests;
    final EventLoopGroup group;

    /** What differs from one test to the other. */
    record Setup(
            Transport transport,
            int nodeId,
            Uuid directoryId,
            @Nullable String clusterId,
            @Nullable String secret,
            PeerConfig config,
            List<PeerAddress> bootstrap,
            List<ApiHandler<?, ?>> handlers) {

        static Setup node(int nodeId) {
            return new Setup(
                    Transport.NATIVE,
                    nodeId,
                    Uuid.randomUuid(),
                    CLUSTER,
                    SECRET,
                    config(0, PeerConfig.DEFAULT_MAX_QUEUED_BYTES),
                    List.of(),
                    List.of());
        }

        static PeerConfig config(int port, long maxQueuedBytes) {
            return config(port, maxQueuedBytes, Duration.ofSeconds(20));
        }

        private static PeerConfig config(int port, long maxQueuedBytes, Duration patience) {
            return new PeerConfig(
                    HOST,
                    port,
                    PeerConfig.DEFAULT_MAX_DATA_FRAME_BYTES,
                    -1,
                    -1,
                    maxQueuedBytes,
                    8,
                    Duration.ofSeconds(1),
                    patience,
                    patience);
        }

        /** For tests of what happens when somebody does not answer. */
        Setup impatient() {
            return config(config(0, PeerConfig.DEFAULT_MAX_QUEUED_BYTES, Duration.ofMillis(500)));
        }

        Setup transport(Transport other) {
            return new Setup(other, nodeId, directoryId, clusterId, secret, config, bootstrap, handlers);
        }

        Setup cluster(@Nullable String other) {
            return new Setup(transport, nodeId, directoryId, other, secret, config, bootstrap, handlers);
        }

        Setup secret(@Nullable String other) {
            return new Setup(transport, nodeId, directoryId, clusterId, other, config, bootstrap, handlers);
        }

        Setup config(PeerConfig other) {
            return new Setup(transport, nodeId, directoryId, clusterId, secret, other, bootstrap, handlers);
        }

        Setup bootstrap(PeerAddress other) {
            return new Setup(transport, nodeId, directoryId, clusterId, secret, config, List.of(other), handlers);
        }

        Setup serving(ApiHandler<?, ?> other) {
            return new Setup(transport, nodeId, directoryId, clusterId, secret, config, bootstrap, List.of(other));
        }

        TestPeer start() {
            return new TestPeer(this);
        }
    }

    private TestPeer(Setup setup) {
        this.group = setup.transport == Transport.NIO ? new NioEventLoopGroup(2) : new EpollEventLoopGroup(2);
        this.self = new LocalPeer(setup.nodeId, setup.directoryId, setup.clusterId, setup.secret);
        PeerAddresses addresses = new PeerAddresses();
        this.network = new NettyPeerNetwork(group, self, addresses, setup.bootstrap, setup.config, memory);
        this.listener = new PeerListener(group, self, setup.config, network, memory);
        this.listener.serve(new ApiTable(setup.handlers, WireObserver.NONE), WireObserver.NONE, Clock.SYSTEM);
        this.leaders = new NettyLeaders(group, self, addresses, setup.config, memory);
        this.requests = new NettyPeerRequests(group, self, addresses, setup.config, memory);
        network.start(heard);
        listener.start().toCompletableFuture().join();
    }

    PeerAddress address() {
        return new PeerAddress(HOST, listener.localPort());
    }

    /** Tells this one where the other is. */
    void knows(TestPeer other) {
        network.address(other.self.identity().nodeId(), other.address());
    }

    /** Buffers that have not been released. */
    long buffersInUse() {
        return memory.metric().directArenas().stream()
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }

    /** As when its process is killed: nothing is drained. */
    @Override
    public void close() {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        closing.add(listener.stop(Duration.ZERO).toCompletableFuture());
        closing.add(leaders.stop().toCompletableFuture());
        closing.add(requests.stop().toCompletableFuture());
        closing.add(network.stop().toCompletableFuture());
        CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)).join();
        try {
            await("every buffer is released").until(() -> buffersInUse() == 0);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
