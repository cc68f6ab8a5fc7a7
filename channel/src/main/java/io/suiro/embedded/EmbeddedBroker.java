package io.suiro.embedded;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.suiro.base.Clock;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.StoppedWhileStarting;
import io.suiro.base.Stopping;
import io.suiro.broker.Broker;
import io.suiro.broker.Produce.Acks;
import io.suiro.client.LocalConsumer;
import io.suiro.client.LocalProducer;
import io.suiro.config.StaticSettings;
import io.suiro.config.WrongConfiguration;
import io.suiro.log.DirectoryIdentity;
import io.suiro.record.Codec;
import io.suiro.wire.Advertised;
import io.suiro.wire.ApiTable;
import io.suiro.wire.EndsOfConnections;
import io.suiro.wire.KafkaServer;
import io.suiro.wire.WireConfig;
import io.suiro.wire.WireObserver;
import io.suiro.wire.handler.Handlers;
import io.suiro.wire.peer.Peering;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A broker in this process: the core on a directory, a Kafka door for plain clients, and, if it is one of a cluster, a door for other brokers. Serves from {@link #start} to
 * {@link #close}; any thread may use it, one at a time may close it.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class);
    private static final int EVENT_LOOPS = 1;
    /** So that a Kafka client's connections do not wait for other brokers', nor these for them. */
    private static final int EVENT_LOOPS_IN_A_CLUSTER = 2;

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final EmbeddedOptions options;
    private final Path data;
    private final Broker broker;
    private final @Nullable Peering peering;
    private final EventLoopGroup loops;
    private final KafkaServer server;
    private final LocalProducer producer;
    private final List<LocalConsumer> consumers = new CopyOnWriteArrayList<>();

    private EmbeddedBroker(
            EmbeddedOptions options, Path data, Broker broker, @Nullable Peering peering, EventLoopGroup loops) {
        this.options = options;
        this.data = data;
        this.broker = broker;
        this.peering = peering;
        this.loops = loops;
        ApiTable table = ApiTable.onDemand(() -> Handlers.of(broker), WireObserver.NONE);
        this.server = new KafkaServer(
                loops,
                WireConfig.defaults(options.host(), options.port()),
                table,
                new EndsOfConnections(WireObserver.NONE, broker::connectionClosed),
                Clock.SYSTEM);
        this.producer = new LocalProducer(broker, Acks.ALL, Codec.NONE);
        if (peering != null) {
            peering.serve(broker, table, WireObserver.NONE);
        }
    }

    /**
     * Opens or begins the data directory, recovers it if need be, and serves when this returns. In a cluster it waits for the others without limit, as long as the process is not
     * told to end.
     *
     * @throws IllegalArgumentException if a setting is unknown or wrong, or an address cannot be listened on; it says which
     * @throws UncheckedIOException if the directory is in use by another process, or cannot be read or written
     * @throws StoppedWhileStarting if the process is told to end before
     */
    public static EmbeddedBroker start(EmbeddedOptions options) {
        String complaint = StaticSettings.complaint(options.settings());
        if (complaint != null) {
            throw new IllegalArgumentException(complaint);
        }
        Stopping stopping = new Stopping();
        Thread end = Thread.ofPlatform().name("suiro-stop").unstarted(stopping::ask);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            Path chosen = options.data();
            Path data = chosen == null ? Files.createTempDirectory("suiro") : Files.createDirectories(chosen);
            return start(options, data.toAbsolutePath(), stopping);
        } catch (WrongConfiguration wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            forget(end);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debugf("the process ends while the broker starts: %s", e.getMessage());
        }
    }

    private static EmbeddedBroker start(EmbeddedOptions options, Path data, Stopping stopping) throws IOException {
        EventLoopGroup loops = new NioEventLoopGroup(options.peers() == null ? EVENT_LOOPS : EVENT_LOOPS_IN_A_CLUSTER);
        EmbeddedBroker embedded;
        try {
            Opened opened = Opened.of(options, data, nodeId(options, data), loops, stopping);
            embedded = new EmbeddedBroker(options, data, opened.broker(), opened.peering(), loops);
        } catch (IOException | RuntimeException e) {
            end(loops);
            throw e;
        }
        try {
            embedded.serve(stopping);
            return embedded;
        } catch (IOException | RuntimeException e) {
            embedded.close();
            throw e;
        }
    }

    /** A directory knows whose it is. */
    private static int nodeId(EmbeddedOptions options, Path data) throws IOException {
        Integer given = options.nodeId();
        if (given != null) {
            return given;
        }
        DirectoryIdentity stored = DirectoryIdentity.find(new FileSystemDisk(), data);
        return stored == null ? 0 : stored.nodeId();
    }

    private void serve(Stopping stopping) throws IOException {
        stopping.await(broker.learn(), this::complain);
        broker.start();
        try {
            server.start().toCompletableFuture().join();
        } catch (CompletionException failure) {
            throw new IllegalArgumentException(
                    "the Kafka door cannot listen on " + options.host() + ":" + options.port() + ": "
                            + Objects.requireNonNullElse(failure.getCause(), failure)
                                    .getMessage(),
                    failure);
        }
        String host = options.advertisedHost();
        Integer port = options.advertisedPort();
        stopping.await(
                broker.announce(
                        host == null ? Advertised.hostOf(options.host()) : host,
                        port == null ? server.localPort() : port),
                this::complain);
    }

    private void complain() {
        broker.waitsFor().thenAccept(LOG::info);
    }

    /** The use cases, for whoever works with records without a socket. */
    public Broker broker() {
        return broker;
    }

    /** A topic, to put records into and to look at; it need not exist. */
    public EmbeddedTopic topic(String name) {
        return new EmbeddedTopic(broker, producer, name);
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
     * @throws IllegalStateException if the data directory is not a temporary one, the broker is one of a cluster, or it does not answer
     */
    public synchronized void reset() {
        if (options.data() != null) {
            throw new IllegalStateException("a reset deletes everything, and " + data
                    + " is not a temporary directory: nothing has been deleted");
        }
        if (peering != null) {
            throw new IllegalStateException(
                    "a reset deletes everything, and other brokers have it, too: nothing has been deleted");
        }
        new Reset(broker, List.copyOf(consumers)).run();
    }

    /** Of the Kafka door: host:port. */
    public String bootstrapServers() {
        return options.host() + ":" + server.localPort();
    }

    /**
     * Hands over what it leads, where others can take it, and sends clients to them. Everything is on disk when it returns, unless the directory was a temporary one, which
     * is gone.
     */
    @Override
    public void close() {
        broker.leave(GRACE);
        if (peering != null) {
            server.dismiss().toCompletableFuture().join();
        }
        server.stop(GRACE).toCompletableFuture().join();
        try {
            broker.close();
            if (options.data() == null) {
                delete(data);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (peering != null) {
                peering.stop(GRACE);
            }
            end(loops);
        }
    }

    private static void end(EventLoopGroup loops) {
        loops.shutdownGracefully(0, GRACE.toMillis(), TimeUnit.MILLISECONDS).syncUninterruptibly();
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
