package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.smallrye.reactivemessaging.runtime.SmallRyeReactiveMessagingRecorder.SmallRyeReactiveMessagingContext;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.providers.impl.ConnectorFactories;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.junit.jupiter.api.Test;

/** What an application's configuration names and there is not stops its start, in one line. */
@QuarkusTest
class StartChecksTest {
    /** Has serializers in the application that the tests run in, so that this starts. */
    @ApplicationScoped
    static class Sender {
        @Inject
        @Channel("streams-out")
        Emitter<InputStream> streams;

        @Incoming("threads-in")
        @Outgoing("threads-out")
        Thread thread(String name) {
            return new Thread(name);
        }
    }

    @Inject
    Instance<SmallRyeReactiveMessagingContext> messaging;

    @Inject
    Instance<ConnectorFactories> connectors;

    @Inject
    Instance<ObjectMapper> json;

    @Inject
    BeanManager beans;

    @Inject
    Sender sender;

    @Test
    void aChannelThatNobodyHas() {
        refuses(
                Map.of("mp.messaging.incoming.ordrs.topic", "x"),
                "mp.messaging.incoming.ordrs.topic=x: no method and no injected channel takes from ordrs; did you mean orders?");
        refuses(
                Map.of("mp.messaging.incoming.ordrs.connector", "suiro"),
                "mp.messaging.incoming.ordrs.connector=suiro: no method and no injected channel takes from ordrs; did you mean orders?");
        refuses(
                Map.of("mp.messaging.outgoing.ordrs-out.topic", "x"),
                "mp.messaging.outgoing.ordrs-out.topic=x: no method and no emitter sends to ordrs-out; did you mean orders-out?");
        refuses(
                Map.of("mp.messaging.outgoing.\"a.b\".topic", "x"),
                "mp.messaging.outgoing.\"a.b\".topic=x: no method and no emitter sends to a.b");
        passes(Map.of("mp.messaging.incoming.ordrs.topic", "x", "mp.messaging.incoming.ordrs.enabled", "false"));
        passes(Map.of("mp.messaging.incoming.orders.topic", "x", "mp.messaging.incoming.orders$2.topic", "y"));
    }

    @Test
    void aVariableOfTheEnvironmentMayBeForAnyChannel() {
        Config config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(Map.of("MP_MESSAGING_INCOMING_SOME_ORDERS_TOPIC", "x"), 300))
                .build();
        assertThat(config.getPropertyNames()).contains("mp.messaging.incoming.some.orders.topic");
        assertThatNoException().isThrownBy(() -> check(config));
    }

    @Test
    void aConnectorThatThereIsNot() {
        refuses(
                Map.of("mp.messaging.incoming.orders.connector", "suirro"),
                "mp.messaging.incoming.orders.connector=suirro: there is no such connector; did you mean suiro?");
        refuses(
                Map.of("mp.messaging.outgoing.orders-out.connector", "smallrye-kafka"),
                "mp.messaging.outgoing.orders-out.connector=smallrye-kafka: there is no such connector");
    }

    @Test
    void anAttributeOrAValueThatThereIsNot() {
        refuses(
                Map.of(
                        "mp.messaging.incoming.orders.connector", "suiro",
                        "mp.messaging.incoming.orders.tpoic", "x"),
                "mp.messaging.incoming.orders.tpoic=x: the connector suiro has no such attribute; did you mean topic?");
        refuses(
                Map.of(
                        "mp.messaging.outgoing.orders-out.connector", "suiro",
                        "mp.messaging.outgoing.orders-out.acks", "some"),
                "mp.messaging.outgoing.orders-out.acks=some: must be one of 0, 1, all, -1");
    }

    @Test
    void aPayloadThatCannotBeWritten() {
        refuses(
                Map.of("mp.messaging.outgoing.streams-out.connector", "suiro"),
                "io.suiro.channel.StartChecksTest$Sender.streams sends java.io.InputStream to the channel streams-out, and that cannot be written as JSON: "
                        + "set mp.messaging.outgoing.streams-out.value.serializer to a class of Kafka's Serializer for it");
        refuses(
                Map.of("mp.messaging.outgoing.threads-out.connector", "suiro"),
                "io.suiro.channel.StartChecksTest$Sender.thread sends java.lang.Thread to the channel threads-out, and that cannot be written as JSON: "
                        + "set mp.messaging.outgoing.threads-out.value.serializer to a class of Kafka's Serializer for it");
        passes(Map.of(
                "mp.messaging.outgoing.streams-out.connector", "suiro",
                "mp.messaging.connector.suiro.value.serializer",
                        "org.apache.kafka.common.serialization.BytesSerializer"));
    }

    /** Return types that tell what may be sent, and what not. */
    interface Sent {
        String text();

        int number();

        byte[] bytes();

        ByteBuffer buffer();

        Order order();

        Instant instant();

        List<Order> orders();

        Map<String, Object> map();

        Multi<Message<Order>> stream();

        Object anything();

        UUID id();

        CharSequence characters();

        Serializable serializable();

        Emitter<Exception> failures();

        Emitter<? extends Number> numbers();

        Optional<Order> maybe();

        CompletionStage<Void> nothing();

        Message<?> unknown();

        Multi<Message<Socket>> badSockets();

        CompletionStage<Thread> badThread();

        ReentrantLock badLock();

        InputStream badStream();

        Emitter<? extends Socket> badEmitter();

        ClassLoader badLoader();
    }

    @Test
    void typesOfTheJdkThatAreNoDataAreTold() {
        PayloadTypes types = new PayloadTypes(new Once<>(() -> new ObjectMapper().findAndRegisterModules()));
        Predicate<Type> unwritable = type -> types.unwritable(type).isPresent();
        assertThat(Stream.of(Sent.class.getDeclaredMethods())
                        .filter(method -> unwritable.test(method.getGenericReturnType()))
                        .map(method -> method.getName()))
                .containsExactlyInAnyOrder(
                        "badSockets", "badThread", "badLock", "badStream", "badEmitter", "badLoader");
    }

    private void refuses(Map<String, String> configuration, String complaint) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> check(configuration))
                .withMessage(complaint);
    }

    private void passes(Map<String, String> configuration) {
        assertThatNoException().isThrownBy(() -> check(configuration));
    }

    private void check(Map<String, String> configuration) {
        check(OpenChannels.config(configuration));
    }

    private void check(Config config) {
        new StartChecks(messaging, connectors, json, beans, config).check(new StartupEvent());
    }
}
