package io.suiro.compared;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.inject.ConfigExtension;
import io.smallrye.reactive.messaging.providers.ProcessorMediator;
import io.smallrye.reactive.messaging.providers.extension.ReactiveMessagingExtension;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.bootstrap.spi.BeanDiscoveryMode;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** A CDI container with a connector and a few beans, and a configuration of its own, which its class loader finds. */
final class Application implements AutoCloseable {
    private final URLClassLoader loader =
            new URLClassLoader(new URL[0], Thread.currentThread().getContextClassLoader());
    private final WeldContainer container;

    /** @param settings of MicroProfile Config; nothing else is read */
    Application(Class<?> connector, List<Class<?>> beans, Map<String, String> settings) {
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
                    .addExtension(new OneConstructor())
                    .addPackages(true, connector, ProcessorMediator.class)
                    .addBeanClasses(beans.toArray(Class[]::new))
                    .initialize();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    <B> B bean(Class<B> type) {
        return container.select(type).get();
    }

    @Override
    public void close() {
        container.close();
        ConfigProviderResolver.instance()
                .releaseConfig(ConfigProviderResolver.instance().getConfig(loader));
    }
}
