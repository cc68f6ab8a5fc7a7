package io.suiro.channel;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.suiro.base.Stages;
import io.suiro.embedded.BrokerClasses;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import io.vertx.core.VertxOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Produces;
import jakarta.interceptor.Interceptor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The broker in the application's process. One that is alone is started on a thread of its own as soon as the application has begun, which Quarkus tells by asking for Vert.x's
 * options; one of a cluster, before the first channel. Whoever needs it waits until it serves. Ended after the last channel.
 */
@ApplicationScoped
public class ApplicationBroker implements VertxOptionsCustomizer {
    private static final Logger LOG = Logger.getLogger("io.suiro");
    /** SmallRye makes channels, and subscribes to them, at LIBRARY_BEFORE. */
    private static final int BEFORE_CHANNELS = Interceptor.Priority.LIBRARY_BEFORE - 100;

    private static final int AFTER_CHANNELS = Interceptor.Priority.LIBRARY_BEFORE + 50;

    private final Config config;
    /** Null before the start, and where there is to be none. */
    private @Nullable CompletableFuture<EmbeddedBroker> running;

    ApplicationBroker(Config config) {
        this.config = config;
    }

    /** While the application is made, which takes one processor, a thread beside it loads the classes of the broker. */
    static void prepare(@Observes @Initialized(ApplicationScoped.class) Object event) {
        if (ImageMode.current() == ImageMode.JVM && isWanted(ConfigProvider.getConfig())) {
            Thread.ofPlatform().name("suiro-classes").daemon().start(BrokerClasses::load);
        }
    }

    private static boolean isWanted(Config config) {
        try {
            return options(config) != null;
        } catch (IllegalArgumentException wrong) {
            LOG.debugf("told when the application starts: %s", wrong.getMessage());
            return false;
        }
    }

    /** Leaves the options as they are. */
    @Override
    public void accept(VertxOptions options) {
        try {
            EmbeddedOptions embedded = options(config);
            if (embedded != null && embedded.peers() == null) {
                start(embedded);
            }
        } catch (IllegalArgumentException wrong) {
            LOG.debugf("told when the application starts: %s", wrong.getMessage());
        }
    }

    /** The others of a cluster are waited for before anything else begins. */
    void begin(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        EmbeddedOptions options = options(config);
        if (options != null && options.peers() != null) {
            find();
        }
    }

    /** Whatever the application itself does at its start finds it serving. */
    void serve(@Observes @Priority(AFTER_CHANNELS) StartupEvent event) {
        find();
    }

    /**
     * For a channel, which need not wait until it serves.
     *
     * @throws IllegalArgumentException if there is to be no broker in this process
     */
    CompletableFuture<EmbeddedBroker> of(String channel) {
        CompletableFuture<EmbeddedBroker> found = started();
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

    private @Nullable EmbeddedBroker find() {
        CompletableFuture<EmbeddedBroker> started = started();
        return started == null ? null : await(started);
    }

    private synchronized @Nullable CompletableFuture<EmbeddedBroker> started() {
        if (running == null) {
            EmbeddedOptions options = options(config);
            if (options == null) {
                return null;
            }
            start(options);
        }
        return running;
    }

    private static @Nullable EmbeddedOptions options(Config config) {
        return EmbeddedSettings.of(config, ConfigUtils.getProfiles().stream().noneMatch(ApplicationBroker::isOwn));
    }

    private static boolean isOwn(String profile) {
        return profile.equals("dev") || profile.equals("test");
    }

    private synchronized void start(EmbeddedOptions options) {
        CompletableFuture<EmbeddedBroker> started = new CompletableFuture<>();
        running = started;
        Thread.ofPlatform().name("suiro-start").daemon().start(() -> {
            try {
                started.complete(serving(options));
            } catch (Throwable failure) {
                started.completeExceptionally(failure);
            }
        });
    }

    private static EmbeddedBroker serving(EmbeddedOptions options) {
        int port = options.port() == 0 ? BootstrapServers.freePort(options.host()) : options.port();
        EmbeddedBroker broker = EmbeddedBroker.start(options.listening(options.host(), port));
        LOG.infof(
                "embedded broker serving node=%s kafka=%s data=%s",
                broker.broker().brokerId(),
                broker.bootstrapServers(),
                options.data() == null ? "temporary" : options.data());
        return broker;
    }

    /** As if it had been started on this thread. */
    static EmbeddedBroker await(CompletableFuture<EmbeddedBroker> started) {
        try {
            return started.join();
        } catch (CompletionException e) {
            if (Stages.cause(e) instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Once no connector has channels any more. */
    void end(
            @Observes(notifyObserver = Reception.IF_EXISTS) @Priority(1_000) @BeforeDestroyed(ApplicationScoped.class)
                    Object event) {
        CompletableFuture<EmbeddedBroker> ended;
        synchronized (this) {
            ended = running;
            running = null;
        }
        if (ended != null) {
            ended.handle((broker, failure) -> broker)
                    .thenAccept(broker -> {
                        if (broker != null) {
                            broker.close();
                        }
                    })
                    .join();
        }
    }
}
