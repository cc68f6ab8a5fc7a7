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

/** A CDI container with one application bean and the connector, and a configuration of its own. */
final class MessagingApplication implements AutoCloseable {
    /** Tells of everything that tests make go wrong. Held here, or its level would be forgotten. */
    private static final Logger CONNECTOR = Logger.getLogger("io.smallrye.reactive.messaging.kafka");

    static {
        CONNECTOR.setLevel(Level.OFF);
    }

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final URLClassLoader loader = new URLClassLoader(new URL[0], before);
    private final WeldContainer container;

    /** @param settings of MicroProfile Config; nothing else is read */
    MessagingApplication(Class<?> bean, Map<String, String> settings) {
        Thread.currentThread().setContextClassLoader(loader);
        ConfigProviderResolver.instance()
                .registerConfig(
                        new SmallRyeConfigBuilder()
                                .addDefaultInterceptors()
                                .withSources(new PropertiesConfigSource(settings, "test", 100))
                                .build(),
                        loader);
        container = new Weld()
                .disableDiscovery()
                .setBeanDiscoveryMode(BeanDiscoveryMode.ANNOTATED)
                .setClassLoader(loader)
                .addExtension(new ConfigExtension())
                .addExtension(new ReactiveMessagingExtension())
                .addPackages(true, KafkaConnector.class, ProcessorMediator.class)
                .addBeanClass(bean)
                .initialize();
    }

    <T> T bean(Class<T> type) {
        return container.select(type).get();
    }

    @Override
    public void close() {
        container.close();
        ConfigProviderResolver.instance()
                .releaseConfig(ConfigProviderResolver.instance().getConfig(loader));
        Thread.currentThread().setContextClassLoader(before);
    }
}
