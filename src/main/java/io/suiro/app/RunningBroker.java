package io.suiro.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.suiro.base.Clock;
import io.suiro.broker.Broker;
import io.suiro.broker.BrokerOptions;
import io.suiro.broker.ScrubOptions;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.observe.WireMeters;
import io.suiro.wire.ApiHandler;
import io.suiro.wire.ApiTable;
import io.suiro.wire.KafkaServer;
import io.suiro.wire.WireConfig;
import io.suiro.wire.WireObserver;
import io.suiro.wire.handler.Handlers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;

/** The core and its Kafka door, from configuration to clean end. One thread at a time. */
final class RunningBroker {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final SuiroConfig config;
    private final Broker broker;
    private final KafkaServer server;

    private RunningBroker(SuiroConfig config, Broker broker, KafkaServer server) {
        this.config = config;
        this.broker = broker;
        this.server = server;
    }

    /** Reads the metadata; nothing is recovered or served yet. */
    static RunningBroker open(SuiroConfig config, StaticSettings settings, EventLoopGroup loops, MeterRegistry registry)
            throws IOException {
        int lanes = Runtime.getRuntime().availableProcessors();
        Broker broker = Broker.open(new BrokerOptions(
                config.data().toAbsolutePath(),
                settings,
                lanes,
                Math.toIntExact(
                        config.groups().reconciliationHeartbeatInterval().toMillis()),
                config.log().durability(),
                new ScrubOptions(
                        config.log().scrubRate().asLongValue(), config.log().scrubInterval())));
        List<ApiHandler<?, ?>> handlers = Handlers.of(broker);
        WireObserver observer = new WireMeters(
                registry,
                Stream.concat(Stream.of(ApiKeys.API_VERSIONS), handlers.stream().map(ApiHandler::api))
                        .toList());
        ApiTable table = new ApiTable(handlers, observer);
        KafkaServer server =
                new KafkaServer(loops, wireConfig(config.wire(), broker.settings()), table, observer, Clock.SYSTEM);
        return new RunningBroker(config, broker, server);
    }

    Broker broker() {
        return broker;
    }

    /**
     * Recovers, opens the door, and tells the cluster where it is.
     *
     * @throws WrongConfiguration if the door's address cannot be listened on
     */
    void start() throws IOException {
        broker.start();
        try {
            server.start().toCompletableFuture().join();
        } catch (CompletionException failure) {
            throw new WrongConfiguration("suiro.wire.host=" + config.wire().host() + ", suiro.wire.port="
                    + config.wire().port() + ": cannot listen there for Kafka clients: "
                    + Objects.requireNonNullElse(failure.getCause(), failure).getMessage());
        }
        broker.announce(advertisedHost(), config.wire().advertisedPort().orElseGet(server::localPort))
                .toCompletableFuture()
                .join();
    }

    /** Closes the door first, so that everything acknowledged is in what is then made durable. */
    void stop() throws IOException {
        server.stop(GRACE).toCompletableFuture().join();
        broker.close();
    }

    /** The port in use, after {@link #start}. */
    int port() {
        return server.localPort();
    }

    private String advertisedHost() throws UnknownHostException {
        if (config.wire().advertisedHost().isPresent()) {
            return config.wire().advertisedHost().get();
        }
        String host = config.wire().host();
        return InetAddress.getByName(host).isAnyLocalAddress()
                ? InetAddress.getLocalHost().getCanonicalHostName()
                : host;
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
