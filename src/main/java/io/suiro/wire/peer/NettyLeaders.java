package io.suiro.wire.peer;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.suiro.replica.LeaderEndpoint;
import io.suiro.replica.Leaders;
import io.suiro.wire.KafkaConnections;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Data connections to the brokers that lead what this one follows. Any thread. */
public final class NettyLeaders implements Leaders {
    /** Chunks of 16 MiB, so that the answers to fetches of Kafka's default size, 10 MiB, are pooled. */
    private static final int CHUNK_ORDER = 11;

    private final EventLoopGroup group;
    private final LocalPeer self;
    private final PeerAddresses addresses;
    private final PeerConfig config;
    private final OpenChannels channels = new OpenChannels();
    private final Dialer dialer;
    private final Set<DataConnection> connections = ConcurrentHashMap.newKeySet();

    /** None is made yet; the event loops keep running when it stops. */
    public NettyLeaders(EventLoopGroup group, LocalPeer self, PeerAddresses addresses, PeerConfig config) {
        this(group, self, addresses, config, KafkaConnections.pooledAllocator(CHUNK_ORDER));
    }

    NettyLeaders(
            EventLoopGroup group,
            LocalPeer self,
            PeerAddresses addresses,
            PeerConfig config,
            ByteBufAllocator allocator) {
        this.group = group;
        this.self = self;
        this.addresses = addresses;
        this.config = config;
        this.dialer = new Dialer(self, config, allocator, channels);
    }

    @Override
    public LeaderEndpoint connect(int brokerId) {
        DataConnection connection =
                new DataConnection(brokerId, group.next(), config.maxDataFrameBytes(), connections::remove);
        connections.add(connection);
        connection.connect(dialer, addresses.of(brokerId));
        return new LeaderConnection(
                connection,
                "suiro-replica-" + self.identity().nodeId(),
                config.fetchGrace().toMillis());
    }

    /** Fails all fetches, now and later; completes when every connection is closed. */
    public CompletionStage<Void> stop() {
        connections.forEach(DataConnection::close);
        return channels.close();
    }
}
