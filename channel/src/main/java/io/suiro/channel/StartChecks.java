package io.suiro.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.smallrye.reactivemessaging.runtime.QuarkusMediatorConfiguration;
import io.quarkus.smallrye.reactivemessaging.runtime.SmallRyeReactiveMessagingRecorder.SmallRyeReactiveMessagingContext;
import io.smallrye.reactive.messaging.EmitterConfiguration;
import io.smallrye.reactive.messaging.providers.impl.ConnectorFactories;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Channel;

/**
 * Stops the start, before there is any channel, if the configuration names a channel, a connector or an attribute that does not exist, or a payload cannot be
 * written. What stands in the way is told in one line: the key or the place in the code, and what would be right.
 */
@ApplicationScoped
class StartChecks {
    /** SmallRye subscribes to channels at LIBRARY_BEFORE; the broker starts a little before. */
    private static final int BEFORE_THE_BROKER = Interceptor.Priority.LIBRARY_BEFORE - 200;

    /** Whose beans are not looked into: they inject no channels of an application. */
    private static final List<String> LIBRARIES = List.of(
            "io.quarkus.",
            "io.smallrye.",
            "io.vertx.",
            "com.fasterxml.",
            "jakarta.",
            "java.",
            "org.eclipse.microprofile.");

    private final Instance<SmallRyeReactiveMessagingContext> messaging;
    private final Instance<ConnectorFactories> connectors;
    private final Instance<ObjectMapper> json;
    private final BeanManager beans;
    private final Config config;

    StartChecks(
            Instance<SmallRyeReactiveMessagingContext> messaging,
            Instance<ConnectorFactories> connectors,
            Instance<ObjectMapper> json,
            BeanManager beans,
            Config config) {
        this.messaging = messaging;
        this.connectors = connectors;
        this.json = json;
        this.beans = beans;
        this.config = config;
    }

    /** @throws ConfigurationException which Quarkus prints without a stack */
    void check(@Observes @Priority(BEFORE_THE_BROKER) StartupEvent event) {
        try {
            if (messaging.isResolvable()) {
                check();
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private void check() {
        SmallRyeReactiveMessagingContext known = messaging.get();
        Set<String> incoming = new HashSet<>();
        Set<String> outgoing = new HashSet<>();
        known.getChannelConfigurations().forEach(channel -> incoming.add(channel.channelName));
        known.getEmitterConfigurations().forEach(emitter -> outgoing.add(emitter.name()));
        for (QuarkusMediatorConfiguration method : known.getMediatorConfigurations()) {
            incoming.addAll(method.getIncoming());
            outgoing.addAll(method.getOutgoings());
        }
        ConfiguredChannels configured = new ConfiguredChannels(config);
        configured.checkIncoming(
                incoming, () -> connectors.get().getInboundConnectors().keySet());
        configured.checkOutgoing(
                outgoing, () -> connectors.get().getOutboundConnectors().keySet());
        configured.checkAttributes();
        if (json.isResolvable()) {
            checkPayloads(known, configured, new PayloadTypes(json::get));
        }
    }

    private void checkPayloads(
            SmallRyeReactiveMessagingContext known, ConfiguredChannels configured, PayloadTypes types) {
        for (QuarkusMediatorConfiguration method : known.getMediatorConfigurations()) {
            for (String channel : method.getOutgoings()) {
                if (configured.isEncodedHere(channel)) {
                    AskedTypes.method(method)
                            .ifPresent(of -> check(types, channel, of.getGenericReturnType(), () -> place(of)));
                }
            }
        }
        Set<String> emitters = new HashSet<>();
        for (EmitterConfiguration emitter : known.getEmitterConfigurations()) {
            if (configured.isEncodedHere(emitter.name())) {
                emitters.add(emitter.name());
            }
        }
        if (!emitters.isEmpty()) {
            for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
                injected(bean.getBeanClass())
                        .filter(one -> emitters.contains(one.channel))
                        .forEach(one -> check(types, one.channel, one.type, () -> one.place));
            }
        }
    }

    private static void check(PayloadTypes types, String channel, Type sent, Supplier<String> place) {
        types.unwritable(sent).ifPresent(type -> {
            throw new IllegalArgumentException(place.get() + " sends " + type.getName() + " to the channel " + channel
                    + ", and that cannot be written as JSON: set mp.messaging.outgoing." + channel
                    + ".value.serializer to a class of Kafka's Serializer for it");
        });
    }

    /** Where a channel is injected. */
    private record Injected(String channel, Type type, String place) {}

    private static Stream<Injected> injected(Class<?> bean) {
        if (LIBRARIES.stream().anyMatch(bean.getName()::startsWith)) {
            return Stream.of();
        }
        try {
            Stream<Injected> fields = Stream.of(bean.getDeclaredFields())
                    .flatMap(field -> of(field, field::getGenericType, () -> place(field)));
            Stream<Injected> parameters = Stream.of(
                            List.of(bean.getDeclaredConstructors()), List.of(bean.getDeclaredMethods()))
                    .flatMap(List::stream)
                    .flatMap(executable -> Stream.of(executable.getParameters())
                            .flatMap(one -> of(one, one::getParameterizedType, () -> place(one))));
            return Stream.concat(fields, parameters);
        } catch (LinkageError e) {
            return Stream.of();
        }
    }

    private static Stream<Injected> of(AnnotatedElement element, Supplier<Type> type, Supplier<String> place) {
        Channel channel = element.getAnnotation(Channel.class);
        return channel == null ? Stream.of() : Stream.of(new Injected(channel.value(), type.get(), place.get()));
    }

    private static String place(Field field) {
        return field.getDeclaringClass().getName() + "." + field.getName();
    }

    private static String place(Parameter parameter) {
        return parameter.getDeclaringExecutable() instanceof Constructor<?> constructor
                ? "the constructor of " + constructor.getDeclaringClass().getName()
                : place((Method) parameter.getDeclaringExecutable());
    }

    private static String place(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }
}
