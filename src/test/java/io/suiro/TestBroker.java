package io.suiro;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.suiro.base.Clock;
import io.suiro.broker.Broker;
import io.suiro.broker.BrokerOptions;
import io.suiro.config.StaticSettings;
import io.suiro.wire.ApiTable;
import io.suiro.wire.EndsOfConnections;
import io.suiro.wire.KafkaServer;
import io.suiro.wire.WireConfig;
import io.suiro.wire.WireObserver;
import io.suiro.wire.handler.Handlers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A whole broker in this JVM, without a container: the core on a directory and its Kafka door on a free port of
 * 127.0.0.1, which it keeps when it is restarted. Used by one thread.
 */
public final class TestBroker implements AutoCloseable {
    /** Kafka's clients tell all their settings whenever one is made. Held here, or its level would be forgotten. */
    private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");

    static {
        CLIENTS.setLevel(Level.WARNING);
    }

    public static final int ID = 1;
    private static final String HOST = "127.0.0.1";
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int LANES = 2;

    /** What would make tests slow: a wait for members that may yet come, and fifty partitions for a few groups. */
    private static final Map<String, String> QUICK = Map.of(
            "group.initial.rebalance.delay.ms",
            "0",
            "offsets.topic.num.partitions",
            "4",
            "share.coordinator.state.topic.num.partitions",
            "4");

    private final Path data;
    private final StaticSettings settings;
    private Running running;

    /** What a restart replaces. */
    private record Running(Broker broker, EventLoopGroup loops, KafkaServer server) {}

    private TestBroker(Path data, StaticSettings settings, Running running) {
        this.data = data;
        this.settings = settings;
        this.running = running;
    }

    public static TestBroker start(Path data) {
        return start(data, Map.of());
    }

    /** Serves when it returns; the settings are broker settings by Kafka's names. */
    public static TestBroker start(Path data, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(QUICK);
        all.putAll(settings);
        StaticSettings checked = new StaticSettings(ID, all);
        return new TestBroker(data, checked, run(data, checked, 0));
    }

    private static Running run(Path data, StaticSettings settings, int port) {
        try {
            Broker broker = Broker.open(new BrokerOptions(data, settings, LANES));
            EventLoopGroup loops = Epoll.isAvailable() ? new EpollEventLoopGroup(2) : new NioEventLoopGroup(2);
            KafkaServer server = new KafkaServer(
                    loops,
                    WireConfig.defaults(HOST, port),
                    new ApiTable(Handlers.of(broker), WireObserver.NONE),
                    new EndsOfConnections(WireObserver.NONE, broker::connectionClosed),
                    Clock.SYSTEM);
            broker.start();
            server.start().toCompletableFuture().join();
            broker.announce(HOST, server.localPort()).toCompletableFuture().join();
            return new Running(broker, loops, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A clean end and a new start on the same directory and port. */
    public void restart() {
        int port = port();
        close();
        running = run(data, settings, port);
    }

    /** The core, until the next restart. */
    public Broker broker() {
        return running.broker();
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return running.server.localPort();
    }

    /** As clients take it for {@code bootstrap.servers}. */
    public String address() {
        return HOST + ":" + port();
    }

    public Path data() {
        return data;
    }

    @Override
    public void close() {
        running.server.stop(GRACE).toCompletableFuture().join();
        try {
            running.broker.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            running.loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
