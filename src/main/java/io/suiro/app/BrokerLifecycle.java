package io.suiro.app;

import io.quarkus.runtime.ShutdownEvent;
import io.suiro.config.StaticSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Starts the broker on the main thread, and stops it when the application stops; at most once each. */
@ApplicationScoped
class BrokerLifecycle {
    private static final Logger LOG = Logger.getLogger("io.suiro");

    private final SuiroConfig config;
    private final Config allKeys;
    private final RunFiles files;

    BrokerLifecycle(SuiroConfig config, Config allKeys) {
        this.config = config;
        this.allKeys = allKeys;
        this.files = new RunFiles(config.data());
    }

    void start() throws IOException {
        new KnownKeys().check(allKeys, System.getenv());
        StaticSettings settings = staticSettings();
        Files.createDirectories(config.data());
        files.writePid(config.node().id());
        files.markReady();
        LOG.infof("serving node=%d settings=%s", settings.brokerId(), settings.overrides());
    }

    private StaticSettings staticSettings() {
        String complaint = StaticSettings.complaint(config.set());
        if (complaint != null) {
            throw new WrongConfiguration(complaint);
        }
        return new StaticSettings(config.node().id(), config.set());
    }

    void stop(@Observes ShutdownEvent event) throws IOException {
        files.remove();
        LOG.info("stopped");
    }
}
