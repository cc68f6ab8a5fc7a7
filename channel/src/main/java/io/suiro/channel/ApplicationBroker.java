package io.suiro.channel;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Produces;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The broker in the application's process: started before its first channel, or with the application, and ended after its last. */
@ApplicationScoped
public class ApplicationBroker {
    private static final Logger LOG = Logger.getLogger("io.suiro");
    /** SmallRye subscribes to channels at LIBRARY_BEFORE. */
    private static final int BEFORE_CHANNELS = Interceptor.Priority.LIBRARY_BEFORE - 100;

    private final Config config;
    private @Nullable EmbeddedBroker running;

    ApplicationBroker(Config config) {
        this.config = config;
    }

    void begin(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        find();
    }

    /**
     * For a channel.
     *
     * @throws IllegalArgumentException if there is to be no broker in this process
     */
    EmbeddedBroker of(String channel) {
        EmbeddedBroker found = find();
        if (found == null) {
            throw new IllegalArgumentException("channel " + channel
                    + " has the connector suiro, and there is no broker in this process: set "
                    + EmbeddedSettings.ENABLED + "=true and " + EmbeddedSettings.DATA
                    + ", or reach one elsewhere with the connector smallrye-kafka");
        }
        return found;
    }

    /** For whoever looks into it: {@code @Inject EmbeddedBroker}, in a test above all. */
    @Produces
    @Dependent
    EmbeddedBroker found() {
        EmbeddedBroker found = find();
        if (found == null) {
            throw new IllegalStateException(
                    "there is no broker in this process: " + EmbeddedSettings.ENABLED + " is not true");
        }
        return found;
    }

    private synchronized @Nullable EmbeddedBroker find() {
        if (running == null) {
            EmbeddedOptions options = EmbeddedSettings.of(
                    config, ConfigUtils.getProfiles().stream().noneMatch(ApplicationBroker::isOwn));
            if (options != null) {
                int port = options.port() == 0 ? BootstrapServers.freePort(options.host()) : options.port();
                running = EmbeddedBroker.start(options.listening(options.host(), port));
                LOG.infof(
                        "embedded broker serving node=%d kafka=%s data=%s",
                        running.broker().brokerId(),
                        running.bootstrapServers(),
                        options.data() == null ? "temporary" : options.data());
            }
        }
        return running;
    }

    private static boolean isOwn(String profile) {
        return profile.equals("dev") || profile.equals("test");
    }

    /** Once no connector has channels any more. */
    synchronized void end(
            @Observes(notifyObserver = Reception.IF_EXISTS) @Priority(1_000) @BeforeDestroyed(ApplicationScoped.class)
                    Object event) {
        EmbeddedBroker ended = running;
        if (ended != null) {
            running = null;
            ended.close();
        }
    }
}
