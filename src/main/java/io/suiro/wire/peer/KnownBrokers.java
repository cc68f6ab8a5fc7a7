package io.suiro.wire.peer;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerAddress;

/** Keeps the network in step with the brokers that the metadata knows: where each is, and that its end is noticed. */
public final class KnownBrokers implements Controller.Listener {
    private final int self;
    private final NettyPeerNetwork network;

    /** @param self id of this broker */
    public KnownBrokers(int self, NettyPeerNetwork network) {
        this.self = self;
        this.network = network;
    }

    @Override
    public void changed(MetadataImage before, MetadataImage after) {
        for (BrokerImage broker : after.brokers().values()) {
            if (broker.id() != self && broker.peerPort() > 0 && !broker.equals(before.broker(broker.id()))) {
                network.address(broker.id(), new PeerAddress(broker.peerHost(), broker.peerPort()));
                network.watch(broker.id());
            }
        }
        for (BrokerImage broker : before.brokers().values()) {
            if (broker.id() != self && after.broker(broker.id()) == null) {
                network.unwatch(broker.id());
            }
        }
    }
}
