package io.suiro.app;

import io.netty.channel.EventLoopGroup;
import io.quarkus.netty.MainEventLoopGroup;
import io.quarkus.runtime.ShutdownEvent;
import io.suiro.config.StaticSettings;
import io.suiro.observe.BrokerVitals;
import io.suiro.wire.WireObserver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the broker on the main thread, and stops it when the application stops; at most once each. */
@ApplicationScoped
class BrokerLifecycle {
    private static final Logger LOG = Logger.getLogger("io.suiro");

    private final SuiroConfig config;
    private final Config allKeys;
    private final RunFiles files;
    private final EventLoopGroup loops;
    private final BrokerVitals vitals;
    private @Nullable RunningBroker running;

    BrokerLifecycle(SuiroConfig config, Config allKeys, @MainEventLoopGroup EventLoopGroup loops, BrokerVitals vitals) {
        this.loops = loops;
        this.vitals = vitals;
        this.config = config;
        this.allKeys = allKeys;
        this.files = new RunFiles(config.data());
    }

    void start() throws IOException {
        new KnownKeys().check(allKeys, System.getenv());
        StaticSettings settings = staticSettings();
        Files.createDirectories(config.data());
        files.writePid(config.node().id());
        RunningBroker opened = RunningBroker.open(config, settings, loops, WireObserver.NONE);
        running = opened;
        vitals.opened(opened.broker());
        opened.start();
        vitals.started();
        files.markReady();
        LOG.infof(
                "serving node=%d kafka=%s:%d data=%s settings=%s",
                settings.brokerId(),
                config.wire().host(),
                opened.port(),
                config.data().toAbsolutePath(),
                settings.overrides());
    }

    private StaticSettings staticSettings() {
        String complaint = StaticSettings.complaint(config.set());
        if (complaint != null) {
            throw new WrongConfiguration(complaint);
        }
        return new StaticSettings(config.node().id(), config.set());
    }

    void stop(@Observes ShutdownEvent event) throws IOException {
        if (running != null) {
            running.stop();
        }
        files.remove();
        LOG.info("stopped");
    }
}
