package io.suiro.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.quarkus.netty.MainEventLoopGroup;
import io.quarkus.runtime.ShutdownEvent;
import io.suiro.admin.AdminDoor;
import io.suiro.admin.EventStreams;
import io.suiro.admin.Guard;
import io.suiro.admin.Hosts;
import io.suiro.admin.Users;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.StoppedWhileStarting;
import io.suiro.base.Stopping;
import io.suiro.config.StaticSettings;
import io.suiro.config.WrongConfiguration;
import io.suiro.log.DirectoryIdentity;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the broker on the main thread, and stops it when the application stops; at most once each.
 *
 * <pre>
 * configured ── start: check keys, open data, recover, open the door ──▶ serving ── stop ──▶ stopped
 *                └── failure ──▶ stop closes what was opened
 * </pre>
 */
@Singleton
class BrokerLifecycle {
    private static final Logger LOG = Logger.getLogger("io.suiro");

    private final SuiroConfig config;
    private final Config allKeys;
    private final RunFiles files;
    private final EventLoopGroup loops;
    private final MeterRegistry registry;
    private final Probes probes;
    private final AdminDoor admin;
    private final Guard guard;
    private final EventStreams streams;
    private final Stopping stopping = new Stopping();
    private @Nullable RunningBroker running;

    BrokerLifecycle(
            SuiroConfig config,
            Config allKeys,
            @MainEventLoopGroup EventLoopGroup loops,
            MeterRegistry registry,
            Probes probes,
            AdminDoor admin,
            Guard guard,
            EventStreams streams) {
        this.config = config;
        this.allKeys = allKeys;
        this.files = new RunFiles(config.data());
        this.loops = loops;
        this.registry = registry;
        this.probes = probes;
        this.admin = admin;
        this.guard = guard;
        this.streams = streams;
    }

    /**
     * Returns once clients are served.
     *
     * @throws StoppedWhileStarting if the application stops before that
     * @throws WrongConfiguration if there is something for the operator to mend
     * @throws IOException if the data directory is in use or cannot be read
     */
    synchronized void start() throws IOException {
        new KnownKeys().check(allKeys, System.getenv());
        StaticSettings settings = staticSettings();
        guard.opened(users(), hosts());
        // Quarkus waits for requests before it tells anybody that it stops, and these would never end.
        Runtime.getRuntime().addShutdownHook(new Thread(streams::end, "suiro-end-of-events"));
        Files.createDirectories(config.data());
        RunningBroker opened = open(settings);
        running = opened;
        probes.opened(opened.broker());
        admin.opened(opened.broker());
        opened.start(stopping);
        probes.started();
        files.markReady(opened.port(), allKeys.getValue("quarkus.http.port", Integer.class));
        LOG.infof(
                "serving node=%d kafka=%s:%d http=%s:%s data=%s settings=%s",
                settings.brokerId(),
                config.wire().host(),
                opened.port(),
                allKeys.getValue("quarkus.http.host", String.class),
                allKeys.getValue("quarkus.http.port", String.class),
                config.data().toAbsolutePath(),
                settings.overrides());
    }

    private @Nullable Users users() {
        Path file = config.admin().users().orElse(null);
        try {
            return file == null ? null : Users.read(file);
        } catch (IllegalArgumentException e) {
            throw new WrongConfiguration("suiro.admin.users=" + file + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw new WrongConfiguration("suiro.admin.users=" + file + ": there is no such file");
        } catch (IOException e) {
            throw new WrongConfiguration("suiro.admin.users=" + file + ": cannot be read: " + e);
        }
    }

    private Hosts hosts() {
        List<String> names = config.admin().hosts().orElse(List.of());
        try {
            return Hosts.of(names);
        } catch (IllegalArgumentException e) {
            throw new WrongConfiguration("suiro.admin.hosts=" + String.join(",", names) + ": " + e.getMessage());
        }
    }

    private RunningBroker open(StaticSettings settings) throws IOException {
        try {
            return RunningBroker.open(config, settings, loops, registry, files, stopping);
        } catch (IOException | RuntimeException e) {
            files.remove();
            throw e;
        }
    }

    void stop(@Observes ShutdownEvent event) throws IOException {
        stopping.ask();
        stop();
    }

    private synchronized void stop() throws IOException {
        probes.close();
        RunningBroker open = running;
        if (open != null) {
            running = null;
            open.stop();
            files.remove();
            LOG.infof("stopped node=%d", open.broker().brokerId());
        }
    }

    private StaticSettings staticSettings() throws IOException {
        String complaint = StaticSettings.complaint(config.set());
        if (complaint != null) {
            throw new WrongConfiguration(complaint);
        }
        return new StaticSettings(nodeId(), config.set());
    }

    /** A directory knows whose it is, so that one which was another program's need not be introduced. */
    private int nodeId() throws IOException {
        if (config.node().id().isPresent()) {
            return config.node().id().get();
        }
        DirectoryIdentity stored = DirectoryIdentity.find(new FileSystemDisk(), config.data());
        return stored == null ? 0 : stored.nodeId();
    }
}
