package io.suiro.embedded;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.suiro.base.Clock;
import io.suiro.broker.Broker;
import io.suiro.broker.BrokerOptions;
import io.suiro.client.LocalConsumer;
import io.suiro.config.StaticSettings;
import io.suiro.wire.ApiTable;
import io.suiro.wire.EndsOfConnections;
import io.suiro.wire.KafkaServer;
import io.suiro.wire.WireConfig;
import io.suiro.wire.WireObserver;
import io.suiro.wire.handler.Handlers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A single broker in this process: the core on a directory, and a Kafka door for plain clients. Serves from {@link #start} to
 * {@link #close}; any thread may use it, one at a time may close it.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int ID = 0;
    private static final int EVENT_LOOPS = 1;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final EmbeddedOptions options;
    private final Path data;
    private final Broker broker;
    private final EventLoopGroup loops;
    private final KafkaServer server;
    private final List<LocalConsumer> consumers = new CopyOnWriteArrayList<>();

    private EmbeddedBroker(
            EmbeddedOptions options, Path data, Broker broker, EventLoopGroup loops, KafkaServer server) {
        this.options = options;
        this.data = data;
        this.broker = broker;
        this.loops = loops;
        this.server = server;
    }

    /**
     * Opens or begins the data directory, recovers it if need be, and serves when this returns.
     *
     * @throws IllegalArgumentException if a setting is unknown or wrong, or the address cannot be listened on; it says which
     * @throws UncheckedIOException if the directory is in use by another process, or cannot be read or written
     */
    public static EmbeddedBroker start(EmbeddedOptions options) {
        String complaint = StaticSettings.complaint(options.settings());
        if (complaint != null) {
            throw new IllegalArgumentException(complaint);
        }
        try {
            Path chosen = options.data();
            Path data = chosen == null ? Files.createTempDirectory("suiro") : Files.createDirectories(chosen);
            return start(options, data.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedBroker start(EmbeddedOptions options, Path data) throws IOException {
        Broker broker = Broker.open(new BrokerOptions(
                data,
                new StaticSettings(ID, options.settings()),
                Runtime.getRuntime().availableProcessors()));
        EventLoopGroup loops = new NioEventLoopGroup(EVENT_LOOPS);
        KafkaServer server = new KafkaServer(
                loops,
                WireConfig.defaults(options.host(), options.port()),
                new ApiTable(Handlers.of(broker), WireObserver.NONE),
                new EndsOfConnections(WireObserver.NONE, broker::connectionClosed),
                Clock.SYSTEM);
        EmbeddedBroker embedded = new EmbeddedBroker(options, data, broker, loops, server);
        try {
            broker.start();
            embedded.listen();
            return embedded;
        } catch (IOException | RuntimeException e) {
            embedded.close();
            throw e;
        }
    }

    private void listen() {
        try {
            server.start().toCompletableFuture().join();
        } catch (CompletionException failure) {
            throw new IllegalArgumentException(
                    "the Kafka door cannot listen on " + options.host() + ":" + options.port() + ": "
                            + Objects.requireNonNullElse(failure.getCause(), failure)
                                    .getMessage(),
                    failure);
        }
        broker.announce(options.host(), server.localPort())
                .toCompletableFuture()
                .join();
    }

    /** The use cases, for whoever works with records without a socket. */
    public Broker broker() {
        return broker;
    }

    /** A topic, to put records into and to look at; it need not exist. */
    public EmbeddedTopic topic(String name) {
        return new EmbeddedTopic(broker, name);
    }

    /** A consumer in this process, which {@link #reset} takes along. */
    public void enlist(LocalConsumer consumer) {
        consumers.add(consumer);
    }

    /**
     * Deletes all topics, records, groups and committed offsets, between tests. Consumers in this process, channels among them, go on with
     * topics of the same names, partitions and settings, which are empty; what they have in hand is waited for, a second at most. Other members of groups
     * are put out, and join anew with their next heartbeat: their groups stay, without offsets. Returns once all that is done.
     *
     * @throws IllegalStateException if the data directory is not a temporary one, or the broker does not answer
     */
    public synchronized void reset() {
        if (options.data() != null) {
            throw new IllegalStateException("a reset deletes everything, and " + data
                    + " is not a temporary directory: nothing has been deleted");
        }
        new Reset(broker, List.copyOf(consumers)).run();
    }

    /** Of the Kafka door: host:port. */
    public String bootstrapServers() {
        return options.host() + ":" + server.localPort();
    }

    /** Everything is on disk when it returns, unless the directory was a temporary one, which is gone. */
    @Override
    public void close() {
        server.stop(GRACE).toCompletableFuture().join();
        try {
            broker.close();
            if (options.data() == null) {
                delete(data);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            loops.shutdownGracefully(0, GRACE.toMillis(), TimeUnit.MILLISECONDS).syncUninterruptibly();
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.walk(directory)) {
            paths = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
