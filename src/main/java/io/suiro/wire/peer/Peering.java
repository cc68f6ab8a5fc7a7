package io.suiro.wire.peer;

import io.netty.channel.EventLoopGroup;
import io.suiro.base.Clock;
import io.suiro.base.StoppedWhileStarting;
import io.suiro.base.Stopping;
import io.suiro.broker.Broker;
import io.suiro.cluster.ClusterOptions;
import io.suiro.cluster.Formation;
import io.suiro.cluster.MetadataHome;
import io.suiro.cluster.PeerAddress;
import io.suiro.cluster.PeerIdentity;
import io.suiro.cluster.PeerRequests;
import io.suiro.config.WrongConfiguration;
import io.suiro.replica.Leaders;
import io.suiro.wire.Advertised;
import io.suiro.wire.ApiTable;
import io.suiro.wire.EndsOfConnections;
import io.suiro.wire.WireObserver;
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
public final class Peering {
    private static final Logger LOG = Logger.getLogger(Peering.class);
    private static final long ROUND_MS = 200;
    private static final long ROUNDS_PER_COMPLAINT = Stopping.COMPLAINT_MS / ROUND_MS;

    private final PeerOptions options;
    private final LocalPeer self;
    private final PeerAddresses addresses = new PeerAddresses();
    private final NettyPeerNetwork network;
    private final NettyLeaders leaders;
    private final NettyPeerRequests requests;
    private final PeerListener listener;

    private Peering(PeerOptions options, LocalPeer self, EventLoopGroup loops) {
        this.options = options;
        this.self = self;
        PeerConfig sockets = PeerConfig.defaults(options.host(), options.port());
        network = new NettyPeerNetwork(loops, self, addresses, options.addresses(), sockets);
        leaders = new NettyLeaders(loops, self, addresses, sockets);
        requests = new NettyPeerRequests(loops, self, addresses, sockets);
        listener = new PeerListener(loops, self, sockets, network);
    }

    /**
     * Listens for other brokers; only the question who this is, is answered yet.
     *
     * @throws WrongConfiguration if the address cannot be listened on, or must not be without a secret
     */
    public static Peering open(PeerOptions options, int nodeId, MetadataHome home, EventLoopGroup loops) {
        String complaint = PeerSecurity.check(options.host(), options.secret());
        if (complaint != null) {
            throw new WrongConfiguration(options.entry("host", options.host()) + ": this broker " + complaint + " ("
                    + options.key("secret") + ")");
        }
        Peering peering = new Peering(
                options, new LocalPeer(nodeId, home.directoryId(), home.clusterId(), options.secret()), loops);
        try {
            peering.listener.start().toCompletableFuture().join();
        } catch (CompletionException failure) {
            throw new WrongConfiguration(options.entry("host", options.host()) + ", "
                    + options.entry("port", Integer.toString(options.port()))
                    + ": cannot listen there for other brokers: "
                    + Objects.requireNonNullElse(failure.getCause(), failure).getMessage());
        }
        return peering;
    }

    /**
     * Asks the others which cluster there is, until there is one. A member of one already asks once, to know where they are.
     *
     * @throws WrongConfiguration if what they say allows no cluster
     * @throws StoppedWhileStarting if the application stops meanwhile
     */
    public void form(MetadataHome home, Stopping stopping) throws IOException {
        for (int round = 0; ; round++) {
            Heard heard = ask();
            if (home.clusterId() != null) {
                return;
            }
            switch (Formation.decide(self.identity().nodeId(), heard.answers, heard.silent, options.expected())) {
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
                    throw new WrongConfiguration(
                            options.entry("peers", String.join(",", options.peers())) + ": " + reason);
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
        for (PeerAddress peer : options.addresses()) {
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
    public ClusterOptions cluster() throws UnknownHostException {
        String advertisedHost = options.advertisedHost();
        Integer advertisedPort = options.advertisedPort();
        return new ClusterOptions(
                network,
                addresses::ids,
                advertisedHost == null ? Advertised.hostOf(options.host()) : advertisedHost,
                advertisedPort == null ? listener.localPort() : advertisedPort,
                options.voters(),
                options.heartbeatInterval().toMillis(),
                options.sessionTimeout().toMillis(),
                options.electionTimeout().toMillis());
    }

    public Leaders leaders() {
        return leaders;
    }

    public PeerRequests requests() {
        return requests;
    }

    /** The others are heard from now on, and served. */
    public void serve(Broker broker, ApiTable table, WireObserver observer) {
        network.start(broker.peerDesk());
        broker.listen(new KnownBrokers(self.identity().nodeId(), network));
        broker.listen(requests);
        listener.serve(table, new EndsOfConnections(observer, broker::connectionClosed), Clock.SYSTEM);
    }

    /** Requests in flight are answered for up to {@code grace}. */
    public void stop(Duration grace) {
        requests.stop().toCompletableFuture().join();
        leaders.stop().toCompletableFuture().join();
        listener.stop(grace).toCompletableFuture().join();
        network.stop().toCompletableFuture().join();
    }
}
