package io.suiro.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.broker.Broker;
import io.suiro.broker.Produce.Acks;
import io.suiro.client.LocalProducer;
import io.suiro.client.TransactionalProducer;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.record.Codec;
import io.vertx.core.Context;
import jakarta.validation.Validator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes channels of their configuration, and the topics that they need. */
final class ChannelFactory {
    private final Scheduler timer;
    private final Clock clock;
    private final Supplier<Context> contexts;
    private final Supplier<ObjectMapper> json;
    private final @Nullable Validator validator;
    private final @Nullable Tracing tracing;

    /** @param contexts an event loop for each channel */
    ChannelFactory(
            Scheduler timer,
            Clock clock,
            Supplier<Context> contexts,
            Supplier<ObjectMapper> json,
            @Nullable Validator validator,
            @Nullable Tracing tracing) {
        this.timer = timer;
        this.clock = clock;
        this.contexts = contexts;
        this.json = json;
        this.validator = validator;
        this.tracing = tracing;
    }

    /**
     * A channel that is to be subscribed to.
     *
     * @throws IllegalArgumentException if the configuration is wrong; it names key, value and what is allowed
     */
    IncomingChannel incoming(Attributes attributes, IncomingSettings settings, EmbeddedBroker embedded) {
        Broker broker = embedded.broker();
        Tracing traces = settings.traces() ? tracing : null;
        MessageFactory messages = new MessageFactory(
                settings,
                KafkaClasses.deserializer(attributes, "key.deserializer", true),
                KafkaClasses.deserializer(attributes, "value.deserializer", false),
                new PayloadDecoder(json),
                validation(settings.validates()),
                traces);
        LocalProducer letters = new LocalProducer(broker, Acks.ALL, Codec.NONE);
        PayloadEncoder keys = new PayloadEncoder(null, json);
        ensureTopics(settings, letters);
        IncomingChannel channel = new IncomingChannel(
                settings,
                broker,
                timer,
                clock,
                contexts.get(),
                messages,
                FailureStrategy.of(settings, new Letters(letters::send, letters::partitions, keys, traces), clock));
        if (settings.exactlyOnce()) {
            TransactionalProducer producer = new TransactionalProducer(
                    broker, transactionalId(settings, broker), settings.transactionTimeoutMs());
            channel.commitIn(
                    producer,
                    FailureStrategy.of(
                            settings, new Letters(producer::send, letters::partitions, keys, traces), clock));
        }
        channel.consumers().forEach(embedded::enlist);
        return channel;
    }

    /** Of the broker, too: instances of an application are members of one group, and each has transactions of its own; one that comes back ends those of its predecessor. */
    private static String transactionalId(IncomingSettings settings, Broker broker) {
        return settings.consumer().groupId() + "-" + settings.channel() + "-" + broker.brokerId();
    }

    /** Records keep their partition when they are tried again, so that the topics for that have as many as the channel's. */
    private static void ensureTopics(IncomingSettings settings, LocalProducer producer) {
        int partitions = 1;
        for (String topic : settings.consumer().topics()) {
            producer.ensure(topic).toCompletableFuture().join();
            partitions = Math.max(partitions, producer.partitions(topic));
        }
        RetrySettings retries = settings.retries();
        if (retries != null) {
            for (String topic : retries.allTopics()) {
                producer.ensure(topic, partitions).toCompletableFuture().join();
            }
        }
    }

    /**
     * A channel that is to subscribe. What it sends before the broker serves waits for that.
     *
     * @throws IllegalArgumentException if the configuration is wrong; it names key, value and what is allowed
     */
    OutgoingChannel outgoing(
            Attributes attributes, OutgoingSettings settings, CompletableFuture<EmbeddedBroker> embedded) {
        Context context = contexts.get();
        CompletableFuture<LocalProducer> producer = embedded.thenApply(broker -> new LocalProducer(
                broker.broker(),
                settings.acks(),
                settings.codec(),
                task -> context.runOnContext(ignored -> task.run())));
        return new OutgoingChannel(
                settings,
                producer,
                producer.thenCompose(there -> there.ensure(settings.topic())),
                new PayloadEncoder(KafkaClasses.serializer(attributes, "key.serializer", true), json),
                new PayloadEncoder(KafkaClasses.serializer(attributes, "value.serializer", false), json),
                validation(settings.validates()),
                settings.traces() ? tracing : null,
                context);
    }

    private PayloadValidation validation(boolean wanted) {
        return wanted && validator != null ? new PayloadValidation(validator) : PayloadValidation.OFF;
    }
}
