package io.suiro.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.health.HealthReport.HealthReportBuilder;
import io.smallrye.reactive.messaging.health.HealthReporter;
import io.smallrye.reactive.messaging.providers.connectors.ExecutionHolder;
import io.suiro.base.Clock;
import io.suiro.base.TimerThread;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;
import jakarta.validation.Validator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jspecify.annotations.Nullable;

/**
 * Channels that are topics of the broker in this process. Attributes have the names, meanings and defaults of SmallRye's Kafka connector, so that a channel goes
 * to the one or the other by its configuration; where no (de)serializer is named, payloads are what Kafka's own would make of strings, numbers, UUIDs and
 * bytes, and JSON otherwise.
 */
@ApplicationScoped
@Connector(SuiroConnector.NAME)
@ConnectorAttribute(
        name = "topic",
        type = "string",
        direction = Direction.INCOMING_AND_OUTGOING,
        description = "The topic; the channel's name if absent. With pattern=true a regular expression")
@ConnectorAttribute(
        name = "topics",
        type = "string",
        direction = Direction.INCOMING,
        description = "Several topics, comma-separated")
@ConnectorAttribute(
        name = "pattern",
        type = "boolean",
        direction = Direction.INCOMING,
        defaultValue = "false",
        description = "Whether topic is a regular expression (RE2) over whole names")
@ConnectorAttribute(
        name = "group.id",
        type = "string",
        direction = Direction.INCOMING,
        description = "The consumer group; the application's name if absent")
@ConnectorAttribute(
        name = "group.instance.id",
        type = "string",
        direction = Direction.INCOMING,
        description = "Makes the channel a static member (KIP-345)")
@ConnectorAttribute(
        name = "client.id",
        type = "string",
        direction = Direction.INCOMING_AND_OUTGOING,
        defaultValue = "channel-NAME",
        description = "The name that operators see")
@ConnectorAttribute(
        name = "auto.offset.reset",
        type = "string",
        direction = Direction.INCOMING,
        defaultValue = "latest",
        description = "Where to begin where the group has no offset: earliest, latest, none")
@ConnectorAttribute(
        name = "isolation.level",
        type = "string",
        direction = Direction.INCOMING,
        defaultValue = "read_uncommitted",
        description = "read_committed leaves out records of transactions that were aborted or are open")
@ConnectorAttribute(
        name = "batch",
        type = "boolean",
        direction = Direction.INCOMING,
        defaultValue = "false",
        description = "Whether messages are batches of records")
@ConnectorAttribute(
        name = "max.poll.records",
        type = "int",
        direction = Direction.INCOMING,
        defaultValue = "500",
        description = "Records of a batch at most; and how many wait for the application before no more are read")
@ConnectorAttribute(
        name = "max.poll.interval.ms",
        type = "int",
        direction = Direction.INCOMING,
        defaultValue = "300000",
        description =
                "Without an answer from the application for so long, while it has records, the channel is stalled and its partitions go to others")
@ConnectorAttribute(
        name = "max.partition.fetch.bytes",
        type = "int",
        direction = Direction.INCOMING,
        defaultValue = "1048576",
        description = "Of one read of a partition")
@ConnectorAttribute(
        name = "commit-strategy",
        type = "string",
        direction = Direction.INCOMING,
        defaultValue = "throttled",
        description = "throttled, latest, ignore")
@ConnectorAttribute(
        name = "auto.commit.interval.ms",
        type = "int",
        direction = Direction.INCOMING,
        defaultValue = "5000",
        description = "Between commits, with commit-strategy=throttled")
@ConnectorAttribute(
        name = "exactly-once",
        type = "boolean",
        direction = Direction.INCOMING,
        defaultValue = "false",
        description =
                "Whether what is sent while a record is processed, and the record's offset, are committed together, in a transaction")
@ConnectorAttribute(
        name = "transaction.interval.ms",
        type = "int",
        direction = Direction.INCOMING,
        defaultValue = "100",
        description = "After which a transaction of exactly-once=true is committed")
@ConnectorAttribute(
        name = "transaction.timeout.ms",
        type = "int",
        direction = Direction.INCOMING,
        defaultValue = "60000",
        description = "After which such a transaction is aborted, if the application has not answered")
@ConnectorAttribute(
        name = "failure-strategy",
        type = "string",
        direction = Direction.INCOMING,
        defaultValue = "fail",
        description = "fail, ignore, dead-letter-queue, delayed-retry-topic")
@ConnectorAttribute(
        name = "dead-letter-queue.topic",
        type = "string",
        direction = Direction.INCOMING,
        defaultValue = "dead-letter-topic-NAME",
        description = "Where refused records go; with delayed-retry-topic those that are given up, nowhere if absent")
@ConnectorAttribute(
        name = "delayed-retry-topic.topics",
        type = "string",
        direction = Direction.INCOMING,
        defaultValue = "NAME_retry_10000,NAME_retry_20000,NAME_retry_50000",
        description =
                "Where refused records wait for their retries, comma-separated; each name ends with _ and its delay in milliseconds")
@ConnectorAttribute(
        name = "delayed-retry-topic.max-retries",
        type = "int",
        direction = Direction.INCOMING,
        description = "Retries of a record at most; as many as there are topics if absent")
@ConnectorAttribute(
        name = "delayed-retry-topic.timeout",
        type = "int",
        direction = Direction.INCOMING,
        defaultValue = "120000",
        description = "Milliseconds from a record's first refusal after which no retry begins")
@ConnectorAttribute(
        name = "graceful-shutdown",
        type = "boolean",
        direction = Direction.INCOMING,
        defaultValue = "true",
        description = "Whether, when it ends, the channel waits some seconds for answers to what the application has")
@ConnectorAttribute(
        name = "key.deserializer",
        type = "string",
        direction = Direction.INCOMING,
        description = "A class of Kafka's Deserializer; strings if absent")
@ConnectorAttribute(
        name = "value.deserializer",
        type = "string",
        direction = Direction.INCOMING,
        description = "A class of Kafka's Deserializer; what the application asks for if absent")
@ConnectorAttribute(
        name = "broadcast",
        type = "boolean",
        direction = Direction.INCOMING,
        defaultValue = "false",
        description = "Whether several methods may have the channel")
@ConnectorAttribute(
        name = "key",
        type = "string",
        direction = Direction.OUTGOING,
        description = "Key of records that have none")
@ConnectorAttribute(
        name = "partition",
        type = "int",
        direction = Direction.OUTGOING,
        defaultValue = "-1",
        description = "Partition of records that name none; -1 for the one of their key")
@ConnectorAttribute(
        name = "propagate-record-key",
        type = "boolean",
        direction = Direction.OUTGOING,
        defaultValue = "false",
        description = "Whether a record that was made from an incoming one has its key")
@ConnectorAttribute(
        name = "propagate-headers",
        type = "string",
        direction = Direction.OUTGOING,
        description = "Headers that a record which was made from an incoming one has of it, comma-separated")
@ConnectorAttribute(
        name = "acks",
        type = "string",
        direction = Direction.OUTGOING,
        defaultValue = "1",
        description = "What an acknowledgement waits for: 0, 1, all")
@ConnectorAttribute(
        name = "compression.type",
        type = "string",
        direction = Direction.OUTGOING,
        defaultValue = "none",
        description = "none, gzip, snappy, lz4, zstd")
@ConnectorAttribute(
        name = "max-inflight-messages",
        type = "int",
        direction = Direction.OUTGOING,
        defaultValue = "1024",
        description = "Messages without an answer beyond which the application waits; 0 for no limit")
@ConnectorAttribute(
        name = "key.serializer",
        type = "string",
        direction = Direction.OUTGOING,
        description = "A class of Kafka's Serializer")
@ConnectorAttribute(
        name = "value.serializer",
        type = "string",
        direction = Direction.OUTGOING,
        description = "A class of Kafka's Serializer")
@ConnectorAttribute(
        name = "validation",
        type = "boolean",
        direction = Direction.INCOMING_AND_OUTGOING,
        description =
                "Whether payloads are validated (Bean Validation): before they are appended, by default, and after they are read, if asked for")
@ConnectorAttribute(
        name = "health-enabled",
        type = "boolean",
        direction = Direction.INCOMING_AND_OUTGOING,
        defaultValue = "true",
        description = "Whether the channel appears in health")
@ConnectorAttribute(
        name = "tracing-enabled",
        type = "boolean",
        direction = Direction.INCOMING_AND_OUTGOING,
        defaultValue = "true",
        description = "Whether records carry and continue traces, where the application has OpenTelemetry")
public class SuiroConnector implements InboundConnector, OutboundConnector, HealthReporter {
    public static final String NAME = "suiro";

    /** SmallRye subscribes to channels at LIBRARY_BEFORE. */
    private static final int AFTER_SUBSCRIPTIONS = Interceptor.Priority.LIBRARY_BEFORE + 100;
    /** For the first partitions of all channels, before the application is said to be started. */
    private static final long READY_SECONDS = 5;

    private final ApplicationBroker broker;
    private final Config application;
    private final TimerThread timer = new TimerThread("suiro-channels");
    private final ChannelFactory channels;
    private final List<IncomingChannel> incoming = new CopyOnWriteArrayList<>();
    private final List<OutgoingChannel> outgoing = new CopyOnWriteArrayList<>();

    SuiroConnector(
            ApplicationBroker broker,
            ExecutionHolder execution,
            Instance<ObjectMapper> json,
            Instance<Validator> validators,
            Instance<OpenTelemetry> telemetry,
            Config application) {
        this.broker = broker;
        this.application = application;
        this.channels = new ChannelFactory(
                timer,
                Clock.SYSTEM,
                () -> ((VertxInternal) execution.vertx().getDelegate()).createEventLoopContext(),
                new Once<>(() -> json.isResolvable() ? json.get() : new ObjectMapper().findAndRegisterModules()),
                validators.isResolvable() ? validators.get() : null,
                tracing(telemetry));
    }

    /** Null if nobody would see it. */
    private static @Nullable Tracing tracing(Instance<OpenTelemetry> telemetry) {
        if (telemetry.isResolvable()) {
            return new Tracing(telemetry.get());
        }
        return GlobalOpenTelemetry.isSet() ? new Tracing(GlobalOpenTelemetry.get()) : null;
    }

    /** @throws IllegalArgumentException if the configuration is wrong; it names key, value and what is allowed */
    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        Attributes attributes = Attributes.incoming(config).tell();
        IncomingSettings settings = IncomingSettings.of(attributes, application);
        IncomingChannel channel =
                channels.incoming(attributes, settings, ApplicationBroker.await(broker.of(settings.channel())));
        incoming.add(channel);
        return channel.messages();
    }

    /** @throws IllegalArgumentException if the configuration is wrong; it names key, value and what is allowed */
    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        Attributes attributes = Attributes.outgoing(config).tell();
        OutgoingSettings settings = OutgoingSettings.of(attributes);
        OutgoingChannel channel = channels.outgoing(attributes, settings, broker.of(settings.channel()));
        outgoing.add(channel);
        return channel.subscriber();
    }

    /**
     * Channels have their topics and their first partitions by then, so that what the application's own start sends reaches those that begin at the end.
     */
    void awaitChannels(
            @Observes(notifyObserver = Reception.IF_EXISTS) @Priority(AFTER_SUBSCRIPTIONS) StartupEvent event) {
        Stream<CompletionStage<?>> joining =
                incoming.stream().filter(IncomingChannel::isSubscribed).map(IncomingChannel::ready);
        Stream<CompletionStage<?>> creating = outgoing.stream().map(OutgoingChannel::ready);
        CompletableFuture.allOf(Stream.concat(joining, creating)
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, READY_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public HealthReport getLiveness() {
        return report(ChannelState::isLive);
    }

    @Override
    public HealthReport getReadiness() {
        return report(ChannelState::isReady);
    }

    @Override
    public HealthReport getStartup() {
        return report(state -> !(state instanceof ChannelState.Joining));
    }

    private HealthReport report(Predicate<ChannelState> isWell) {
        HealthReportBuilder report = HealthReport.builder();
        for (IncomingChannel channel : incoming) {
            if (channel.settings().reportsHealth()) {
                ChannelState state = channel.state();
                report.add(channel.settings().channel(), isWell.test(state), state.words());
            }
        }
        for (OutgoingChannel channel : outgoing) {
            if (channel.settings().reportsHealth()) {
                Throwable failure = channel.failure();
                report.add(
                        channel.settings().channel(), failure == null, failure == null ? "open" : "ended: " + failure);
            }
        }
        return report.build();
    }

    /** Channels give up what they have in good order. */
    void terminate(
            @Observes(notifyObserver = Reception.IF_EXISTS) @Priority(50) @BeforeDestroyed(ApplicationScoped.class)
                    Object event) {
        outgoing.forEach(OutgoingChannel::close);
        incoming.forEach(IncomingChannel::close);
        timer.close();
    }
}
