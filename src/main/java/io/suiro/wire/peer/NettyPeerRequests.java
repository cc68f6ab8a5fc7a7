package io.suiro.wire.peer;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerRequests;
import io.suiro.wire.KafkaConnections;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Kafka's requests over data connections. A broker that is fenced is not waited for any longer, for it may be paused or cut off and keep its connections. Any
 * thread.
 */
public final class NettyPeerRequests implements PeerRequests, Controller.Listener {
    private final EventLoopGroup group;
    private final PeerAddresses addresses;
    private final PeerConfig config;
    private final OpenChannels channels = new OpenChannels();
    private final Dialer dialer;
    private final Set<DataConnection> connections = ConcurrentHashMap.newKeySet();

    /** None is made yet; the event loops keep running when it stops. */
    public NettyPeerRequests(EventLoopGroup group, LocalPeer self, PeerAddresses addresses, PeerConfig config) {
        this(group, self, addresses, config, KafkaConnections.pooledAllocator());
    }

    NettyPeerRequests(
            EventLoopGroup group,
            LocalPeer self,
            PeerAddresses addresses,
            PeerConfig config,
            ByteBufAllocator allocator) {
        this.group = group;
        this.addresses = addresses;
        this.config = config;
        this.dialer = new Dialer(self, config, allocator, channels);
    }

    @Override
    public Link link(int nodeId, String clientId) {
        return new RequestLink(ended -> connect(nodeId, ended), clientId);
    }

    private DataConnection connect(int nodeId, Consumer<DataConnection> ended) {
        DataConnection connection = new DataConnection(nodeId, group.next(), config.maxDataFrameBytes(), closed -> {
            connections.remove(closed);
            ended.accept(closed);
        });
        connections.add(connection);
        connection.connect(dialer, addresses.of(nodeId));
        return connection;
    }

    @Override
    public void changed(MetadataImage before, MetadataImage after) {
        for (BrokerImage broker : before.brokers().values()) {
            BrokerImage now = after.broker(broker.id());
            if (!broker.fenced() && (now == null || now.fenced())) {
                connections.stream()
                        .filter(connection -> connection.brokerId() == broker.id())
                        .forEach(connection -> connection.close("it is fenced"));
            }
        }
    }

    /** Fails all requests, now and later; completes when every connection is closed. */
    public CompletionStage<Void> stop() {
        connections.forEach(DataConnection::close);
        return channels.close();
    }
}
