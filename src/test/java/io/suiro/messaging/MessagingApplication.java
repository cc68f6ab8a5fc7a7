package io.suiro.messaging;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.inject.ConfigExtension;
import io.smallrye.reactive.messaging.kafka.KafkaConnector;
import io.smallrye.reactive.messaging.providers.ProcessorMediator;
import io.smallrye.reactive.messaging.providers.extension.ReactiveMessagingExtension;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.bootstrap.spi.BeanDiscoveryMode;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * A CDI container with one application bean and the connector, and a configuration of its own, which is found by the class loader of
 * the thread that starts it. Several may run at a time, and end in any order.
 */
final class MessagingApplication<B> implements AutoCloseable {
    /** Tells of everything that tests make go wrong. Held here, or its level would be forgotten. */
    private static final Logger CONNECTOR = Logger.getLogger("io.smallrye.reactive.messaging.kafka");

    static {
        CONNECTOR.setLevel(Level.OFF);
    }

    private final URLClassLoader loader =
            new URLClassLoader(new URL[0], Thread.currentThread().getContextClassLoader());
    private final WeldContainer container;
    private final B bean;

    /** @param settings of MicroProfile Config; nothing else is read */
    MessagingApplication(Class<B> type, Map<String, String> settings) {
        ConfigProviderResolver.instance()
                .registerConfig(
                        new SmallRyeConfigBuilder()
                                .addDefaultInterceptors()
                                .withSources(new PropertiesConfigSource(settings, "test", 100))
                                .build(),
                        loader);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            container = new Weld()
                    .disableDiscovery()
                    .setBeanDiscoveryMode(BeanDiscoveryMode.ANNOTATED)
                    .setClassLoader(loader)
                    .addExtension(new ConfigExtension())
                    .addExtension(new ReactiveMessagingExtension())
                    .addPackages(true, KafkaConnector.class, ProcessorMediator.class)
                    .addBeanClass(type)
                    .initialize();
            bean = container.select(type).get();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    B bean() {
        return bean;
    }

    /** Before its turn to be closed. */
    void end() {
        if (container.isRunning()) {
            container.close();
            ConfigProviderResolver.instance()
                    .releaseConfig(ConfigProviderResolver.instance().getConfig(loader));
        }
    }

    @Override
    public void close() {
        end();
    }
}
