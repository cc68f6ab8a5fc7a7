package io.suiro.wire.peer;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.suiro.cluster.PeerAddress;
import io.suiro.cluster.PeerIdentity;
import io.suiro.cluster.PeerNetwork;
import io.suiro.wire.FrameDecoder;
import io.suiro.wire.KafkaConnections;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The network of the control plane over TCP. This side's messages and questions go over one connection that it makes to
 * each broker, the other's over one that {@link PeerListener} accepts. Works once {@link #start} has been called, and no
 * more after {@link #stop}. Any thread.
 */
public final class NettyPeerNetwork implements PeerNetwork {
    private static final long LOOK_AROUND_PAUSE_MS = 500;

    private final EventLoopGroup group;
    private final PeerAddresses addresses;
    private final List<PeerAddress> bootstrap;
    private final PeerConfig config;
    private final Complaints complaints = new Complaints();
    private final OpenChannels channels = new OpenChannels();
    private final Dialer dialer;
    private final Map<Integer, OutgoingPeer> outgoing = new ConcurrentHashMap<>();
    /** Two lives of a node that differ in their directory each have their connection. */
    private final Map<PeerIdentity, IncomingControl> incoming = new ConcurrentHashMap<>();

    private final AtomicBoolean lookingAround = new AtomicBoolean();
    private volatile @Nullable Receiver receiver;

    /**
     * A network without connections.
     *
     * @param group event loops, which keep running when it stops
     * @param bootstrap where to look for a broker whose address is not known
     */
    public NettyPeerNetwork(
            EventLoopGroup group,
            LocalPeer self,
            PeerAddresses addresses,
            List<PeerAddress> bootstrap,
            PeerConfig config) {
        this(group, self, addresses, bootstrap, config, KafkaConnections.pooledAllocator());
    }

    NettyPeerNetwork(
            EventLoopGroup group,
            LocalPeer self,
            PeerAddresses addresses,
            List<PeerAddress> bootstrap,
            PeerConfig config,
            ByteBufAllocator allocator) {
        this.group = group;
        this.addresses = addresses;
        this.bootstrap = List.copyOf(bootstrap);
        this.config = config;
        this.dialer = new Dialer(self, config, allocator, channels);
    }

    /** Once, before anything else but {@link #probe}, and before the listener is started. */
    public void start(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Throws IllegalArgumentException if the message is larger than 64 MiB less its header. */
    @Override
    public void tell(int nodeId, byte[] message) {
        outgoing(nodeId).tell(message);
    }

    /** Throws IllegalArgumentException as {@link #tell}. */
    @Override
    public CompletionStage<byte[]> ask(int nodeId, byte[] request) {
        return outgoing(nodeId).ask(request);
    }

    /** Where the node is, from now on: a connection to where it was said to be before is closed. */
    public void address(int nodeId, PeerAddress address) {
        boolean moved = addresses.set(nodeId, address);
        OutgoingPeer peer = outgoing.get(nodeId);
        if (peer != null) {
            peer.moved(moved);
        }
    }

    /** Keeps a connection to the node although nothing is sent, so that its end is noticed. */
    public void watch(int nodeId) {
        outgoing(nodeId).watch(true);
    }

    /** Ends {@link #watch}; the connection stays, but is not made again. */
    public void unwatch(int nodeId) {
        outgoing(nodeId).watch(false);
    }

    /**
     * Who is at this address: nothing but the handshake, whatever clusters the two belong to. Fails with a
     * {@link java.net.ConnectException} if nobody listens there, and with an IOException if no handshake comes about.
     */
    public CompletionStage<PeerIdentity> probe(PeerAddress address) {
        CompletableFuture<PeerIdentity> answer = new CompletableFuture<>();
        dialer.dial(group.next(), address, Purpose.IDENTITY, ClientHandshake.ANY_NODE, new HandshakeHandler.End() {
            @Override
            public void established(Channel channel, FrameDecoder frames, Purpose purpose, PeerIdentity peer) {
                frames.close();
                var _ = channel.close();
                addresses.found(peer.nodeId(), address);
                complaints.forget(address.toString());
                answer.complete(peer);
            }

            @Override
            public void failed(IOException cause) {
                if (cause instanceof HandshakeFailure failure) {
                    complaints.complain(
                            address.toString(),
                            failure.refusal(),
                            "No connection to " + address + ": this broker " + cause.getMessage());
                }
                answer.completeExceptionally(cause);
            }
        });
        return answer;
    }

    /** Completes when every connection is closed. The receiver hears no more of them. */
    public CompletionStage<Void> stop() {
        outgoing.values().forEach(OutgoingPeer::stop);
        return channels.close();
    }

    /** A broker has made a control connection; on its event loop. */
    void accept(Channel channel, FrameDecoder frames, PeerIdentity peer) {
        channels.add(channel);
        Receiver to = receiver;
        if (to == null || channels.isClosed()) {
            frames.close();
            var _ = channel.close();
            return;
        }
        frames.trust(ControlFrame.MAX_BYTES);
        IncomingControl accepted = new IncomingControl(peer, channel, to, config.maxQueuedBytes(), this::ended);
        channel.pipeline().addLast(new ControlHandler(peer.nodeId(), frames, accepted));
        IncomingControl before = incoming.put(peer, accepted);
        if (before != null) {
            before.close(); // its broker makes one at a time, and so has given that one up
        }
        OutgoingPeer back = outgoing.get(peer.nodeId());
        if (back != null) {
            back.retry();
        }
    }

    private void ended(IncomingControl connection) {
        PeerIdentity peer = connection.peer();
        incoming.remove(peer, connection);
        Receiver to = receiver;
        if (to != null && !channels.isClosed()) {
            to.disconnected(peer.nodeId());
            outgoing(peer.nodeId()).incomingLost();
        }
    }

    private OutgoingPeer outgoing(int nodeId) {
        OutgoingPeer known = outgoing.get(nodeId);
        return known == null ? outgoing.computeIfAbsent(nodeId, this::make) : known;
    }

    private OutgoingPeer make(int nodeId) {
        Receiver to = receiver;
        if (to == null) {
            throw new IllegalStateException("not started");
        }
        OutgoingPeer peer = new OutgoingPeer(
                nodeId, group.next(), dialer, addresses, to, complaints, this::lookAround, config.maxQueuedBytes());
        if (channels.isClosed()) {
            peer.stop();
        }
        return peer;
    }

    /** Asks at the bootstrap addresses who is there, so that the next attempt may know where to go. */
    private void lookAround() {
        if (!bootstrap.isEmpty() && lookingAround.compareAndSet(false, true)) {
            bootstrap.forEach(this::probe);
            var _ = group.schedule(() -> lookingAround.set(false), LOOK_AROUND_PAUSE_MS, TimeUnit.MILLISECONDS);
        }
    }
}
