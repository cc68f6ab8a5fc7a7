package io.suiro.app;

import io.netty.channel.EventLoopGroup;
import io.suiro.base.Clock;
import io.suiro.broker.Broker;
import io.suiro.cluster.ClusterOptions;
import io.suiro.cluster.Formation;
import io.suiro.cluster.MetadataHome;
import io.suiro.cluster.PeerAddress;
import io.suiro.cluster.PeerIdentity;
import io.suiro.replica.Leaders;
import io.suiro.wire.ApiTable;
import io.suiro.wire.WireObserver;
import io.suiro.wire.peer.KnownBrokers;
import io.suiro.wire.peer.LocalPeer;
import io.suiro.wire.peer.NettyLeaders;
import io.suiro.wire.peer.NettyPeerNetwork;
import io.suiro.wire.peer.PeerAddresses;
import io.suiro.wire.peer.PeerConfig;
import io.suiro.wire.peer.PeerListener;
import io.suiro.wire.peer.PeerSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.Uuid;
import org.jboss.logging.Logger;

/**
 * This broker among others, from configuration to clean end. One thread at a time.
 *
 * <pre>
 * open: listen ──▶ form: found a cluster, or join one ──▶ serve ──▶ stop
 * </pre>
 */
final class Peering {
    private static final Logger LOG = Logger.getLogger(Peering.class);
    private static final long ROUND_MS = 200;
    private static final long ROUNDS_PER_COMPLAINT = Stopping.COMPLAINT_MS / ROUND_MS;

    private final SuiroConfig.Cluster config;
    private final List<String> peers;
    private final LocalPeer self;
    private final PeerAddresses addresses = new PeerAddresses();
    private final NettyPeerNetwork network;
    private final NettyLeaders leaders;
    private final PeerListener listener;

    private Peering(SuiroConfig.Cluster config, List<String> peers, LocalPeer self, EventLoopGroup loops) {
        this.config = config;
        this.peers = peers;
        this.self = self;
        PeerConfig sockets = PeerConfig.defaults(config.host(), config.port());
        network = new NettyPeerNetwork(loops, self, addresses, parsed(peers), sockets);
        leaders = new NettyLeaders(loops, self, addresses, sockets);
        listener = new PeerListener(loops, self, sockets, network);
    }

    /**
     * Listens for other brokers; only the question who this is, is answered yet.
     *
     * @throws WrongConfiguration if the address cannot be listened on, or must not be without a secret
     */
    static Peering open(
            SuiroConfig.Cluster config, List<String> peers, int nodeId, MetadataHome home, EventLoopGroup loops) {
        String complaint = PeerSecurity.check(config.host(), config.secret().orElse(null));
        if (complaint != null) {
            throw new WrongConfiguration(
                    "suiro.cluster.host=" + config.host() + ": this broker " + complaint + " (suiro.cluster.secret)");
        }
        Peering peering = new Peering(
                config,
                peers,
                new LocalPeer(
                        nodeId,
                        home.directoryId(),
                        home.clusterId(),
                        config.secret().orElse(null)),
                loops);
        try {
            peering.listener.start().toCompletableFuture().join();
        } catch (CompletionException failure) {
            throw new WrongConfiguration("suiro.cluster.host=" + config.host() + ", suiro.cluster.port="
                    + config.port() + ": cannot listen there for other brokers: "
                    + Objects.requireNonNullElse(failure.getCause(), failure).getMessage());
        }
        return peering;
    }

    private static List<PeerAddress> parsed(List<String> peers) {
        try {
            return peers.stream().map(PeerAddress::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new WrongConfiguration("suiro.cluster.peers=" + String.join(",", peers) + ": " + e.getMessage());
        }
    }

    /**
     * Asks the others which cluster there is, until there is one. A member of one already asks once, to know where they are.
     *
     * @throws WrongConfiguration if what they say allows no cluster
     * @throws StoppedWhileStarting if the application stops meanwhile
     */
    void form(MetadataHome home, Stopping stopping) throws IOException {
        for (int round = 0; ; round++) {
            Heard heard = ask();
            if (home.clusterId() != null) {
                return;
            }
            switch (Formation.decide(
                    self.identity().nodeId(),
                    heard.answers,
                    heard.silent,
                    config.expected().orElse(1))) {
                case Formation.Step.Join(String clusterId) -> {
                    LOG.infof("joins the cluster %s", clusterId);
                    home.join(clusterId);
                    self.joined(clusterId);
                }
                case Formation.Step.Found() -> {
                    String clusterId = Uuid.randomUuid().toString();
                    LOG.infof("founds the cluster %s", clusterId);
                    home.found(clusterId);
                    self.joined(clusterId);
                }
                case Formation.Step.Refuse(String reason) ->
                    throw new WrongConfiguration("suiro.cluster.peers=" + String.join(",", peers) + ": " + reason);
                case Formation.Step.Wait(String reason) -> {
                    if (round % ROUNDS_PER_COMPLAINT == 0) {
                        LOG.infof("waits for a cluster: %s", reason);
                    }
                    stopping.pause(ROUND_MS);
                }
            }
            if (home.clusterId() != null) {
                return;
            }
        }
    }

    private record Heard(List<PeerIdentity> answers, List<String> silent) {}

    private Heard ask() {
        List<String> silent = new ArrayList<>();
        Set<PeerAddress> asked = new LinkedHashSet<>();
        for (PeerAddress peer : parsed(peers)) {
            try {
                for (InetAddress address : InetAddress.getAllByName(peer.host())) {
                    asked.add(new PeerAddress(address.getHostAddress(), peer.port()));
                }
            } catch (UnknownHostException e) {
                silent.add(peer.toString());
            }
        }
        List<PeerIdentity> answers = new ArrayList<>();
        List<CompletableFuture<PeerIdentity>> probes = asked.stream()
                .map(address -> network.probe(address).toCompletableFuture())
                .toList();
        int number = 0;
        for (PeerAddress address : asked) {
            try {
                answers.add(probes.get(number++).join());
            } catch (CompletionException noAnswer) {
                silent.add(address.toString());
            }
        }
        return new Heard(answers, silent);
    }

    /** How the core lives with the others. */
    ClusterOptions options() throws UnknownHostException {
        return new ClusterOptions(
                network,
                addresses::ids,
                advertisedHost(),
                config.advertisedPort().orElseGet(listener::localPort),
                config.voters(),
                config.heartbeatInterval().toMillis(),
                config.sessionTimeout().toMillis(),
                config.electionTimeout().toMillis());
    }

    private String advertisedHost() throws UnknownHostException {
        return config.advertisedHost().isPresent() ? config.advertisedHost().get() : Advertised.hostOf(config.host());
    }

    Leaders leaders() {
        return leaders;
    }

    /** The others are heard from now on, and may fetch. */
    void serve(Broker broker, ApiTable table, WireObserver observer) {
        network.start(broker.peerDesk());
        broker.listen(new KnownBrokers(self.identity().nodeId(), network));
        listener.serve(table, observer, Clock.SYSTEM);
    }

    /** Fetches in flight are answered for up to {@code grace}. */
    void stop(Duration grace) {
        leaders.stop().toCompletableFuture().join();
        listener.stop(grace).toCompletableFuture().join();
        network.stop().toCompletableFuture().join();
    }
}
