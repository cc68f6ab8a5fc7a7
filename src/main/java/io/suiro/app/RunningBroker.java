package io.suiro.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.suiro.base.Clock;
import io.suiro.base.Stopping;
import io.suiro.broker.Broker;
import io.suiro.broker.BrokerOptions;
import io.suiro.broker.ScrubOptions;
import io.suiro.cluster.ClusterOptions;
import io.suiro.cluster.MetadataHome;
import io.suiro.cluster.PeerRequests;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.config.WrongConfiguration;
import io.suiro.coordinator.group.GroupPace;
import io.suiro.observe.WireMeters;
import io.suiro.replica.Leaders;
import io.suiro.wire.Advertised;
import io.suiro.wire.ApiHandler;
import io.suiro.wire.ApiTable;
import io.suiro.wire.EndsOfConnections;
import io.suiro.wire.KafkaServer;
import io.suiro.wire.WireConfig;
import io.suiro.wire.WireObserver;
import io.suiro.wire.handler.Handlers;
import io.suiro.wire.peer.PeerOptions;
import io.suiro.wire.peer.Peering;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The core and its Kafka door, from configuration to clean end. One thread at a time. */
final class RunningBroker {
    private static final Logger LOG = Logger.getLogger(RunningBroker.class);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final SuiroConfig config;
    private final Broker broker;
    private final KafkaServer server;
    private final @Nullable Peering peering;

    /**
     * Finds or founds the cluster, where there are to be others; nothing is recovered or served yet.
     *
     * @param files says which process it is before it waits for others
     * @throws StoppedWhileStarting if the application stops meanwhile
     */
    static RunningBroker open(
            SuiroConfig config,
            StaticSettings settings,
            EventLoopGroup loops,
            MeterRegistry registry,
            RunFiles files,
            Stopping stopping)
            throws IOException {
        Path data = config.data().toAbsolutePath();
        List<String> peers = config.cluster().peers().orElse(List.of());
        if (peers.isEmpty()) {
            Broker broker =
                    Broker.open(options(config, settings, ClusterOptions.ALONE, Leaders.NONE, PeerRequests.NONE));
            files.writePid(settings.brokerId());
            return new RunningBroker(config, broker, null, loops, registry);
        }
        try (MetadataHome home = Broker.home(data)) {
            Peering peering = Peering.open(peers(config.cluster(), peers), settings.brokerId(), home, loops);
            try {
                files.writePid(settings.brokerId());
                peering.form(home, stopping);
                Broker broker = Broker.open(
                        options(config, settings, peering.cluster(), peering.leaders(), peering.requests()), home);
                return new RunningBroker(config, broker, peering, loops, registry);
            } catch (IOException | RuntimeException e) {
                peering.stop(Duration.ZERO);
                throw e;
            }
        }
    }

    private RunningBroker(
            SuiroConfig config,
            Broker broker,
            @Nullable Peering peering,
            EventLoopGroup loops,
            MeterRegistry registry) {
        this.config = config;
        this.broker = broker;
        this.peering = peering;
        List<ApiHandler<?, ?>> handlers = Handlers.of(broker);
        WireObserver observer = new WireMeters(
                registry,
                Stream.concat(Stream.of(ApiKeys.API_VERSIONS), handlers.stream().map(ApiHandler::api))
                        .toList());
        ApiTable table = new ApiTable(handlers, observer);
        server = new KafkaServer(
                loops,
                wireConfig(config.wire(), broker.settings()),
                table,
                new EndsOfConnections(observer, broker::connectionClosed),
                Clock.SYSTEM);
        if (peering != null) {
            peering.serve(broker, table, observer);
        }
    }

    private static BrokerOptions options(
            SuiroConfig config,
            StaticSettings settings,
            ClusterOptions cluster,
            Leaders leaders,
            PeerRequests requests) {
        return new BrokerOptions(
                config.data().toAbsolutePath(),
                settings,
                Runtime.getRuntime().availableProcessors(),
                pace(config.groups()),
                config.log().durability(),
                new ScrubOptions(
                        config.log().scrubRate().asLongValue(), config.log().scrubInterval()),
                cluster,
                leaders,
                requests);
    }

    private static PeerOptions peers(SuiroConfig.Cluster config, List<String> peers) {
        return new PeerOptions(
                "suiro.cluster.",
                peers,
                config.expected().orElse(1),
                config.host(),
                config.port(),
                config.advertisedHost().orElse(null),
                config.advertisedPort().orElse(null),
                config.secret().orElse(null),
                config.voters(),
                config.heartbeatInterval(),
                config.sessionTimeout(),
                config.electionTimeout());
    }

    private static GroupPace pace(SuiroConfig.Groups groups) {
        try {
            return new GroupPace(
                    ms(groups.initialRebalanceDelay()),
                    ms(groups.heartbeatInterval()),
                    ms(groups.silenceTimeout()),
                    ms(groups.reconciliationHeartbeatInterval()),
                    ms(groups.disconnectGrace()));
        } catch (IllegalArgumentException e) {
            throw new WrongConfiguration(String.valueOf(e.getMessage()));
        }
    }

    private static int ms(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    Broker broker() {
        return broker;
    }

    /**
     * Recovers, opens the door, and tells the cluster where it is.
     *
     * @throws WrongConfiguration if the door's address cannot be listened on
     * @throws StoppedWhileStarting if the application stops while there is no controller
     */
    void start(Stopping stopping) throws IOException {
        stopping.await(broker.learn(), this::complain);
        broker.start();
        try {
            server.start().toCompletableFuture().join();
        } catch (CompletionException failure) {
            throw new WrongConfiguration("suiro.wire.host=" + config.wire().host() + ", suiro.wire.port="
                    + config.wire().port() + ": cannot listen there for Kafka clients: "
                    + Objects.requireNonNullElse(failure.getCause(), failure).getMessage());
        }
        stopping.await(
                broker.announce(advertisedHost(), config.wire().advertisedPort().orElseGet(server::localPort)),
                this::complain);
    }

    private void complain() {
        broker.waitsFor().thenAccept(LOG::info);
    }

    /**
     * Hands over what it leads, where others can take it, sends clients to them, and closes the door before anything else, so
     * that everything acknowledged is in what is then made durable.
     */
    void stop() throws IOException {
        broker.leave(GRACE);
        if (peering != null) {
            server.dismiss().toCompletableFuture().join();
        }
        server.stop(GRACE).toCompletableFuture().join();
        broker.close();
        if (peering != null) {
            peering.stop(GRACE);
        }
    }

    /** The port in use, after {@link #start}. */
    int port() {
        return server.localPort();
    }

    private String advertisedHost() throws UnknownHostException {
        return config.wire().advertisedHost().isPresent()
                ? config.wire().advertisedHost().get()
                : Advertised.hostOf(config.wire().host());
    }

    private static WireConfig wireConfig(SuiroConfig.Wire wire, EffectiveSettings settings) {
        return new WireConfig(
                wire.host(),
                wire.port(),
                settings.intOf("socket.request.max.bytes"),
                settings.intOf("max.connections"),
                settings.intOf("max.connections.per.ip"),
                Duration.ofMillis(settings.longOf("connections.max.idle.ms")),
                settings.intOf("socket.receive.buffer.bytes"),
                settings.intOf("socket.send.buffer.bytes"),
                WireConfig.DEFAULT_MAX_IN_FLIGHT_REQUESTS,
                WireConfig.DEFAULT_MAX_IN_FLIGHT_BYTES);
    }
}
