package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.suiro.base.Clock;
import io.suiro.base.TimerThread;
import io.suiro.broker.Produce.Acks;
import io.suiro.client.LocalProducer;
import io.suiro.client.OutgoingRecord;
import io.suiro.client.Stored;
import io.suiro.cluster.MetadataCommand;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import io.suiro.record.Codec;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** A broker, and incoming channels on it without an application: the test gets their messages and answers them. */
final class OpenChannels implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final boolean ownsBroker;
    private final Vertx vertx = Vertx.vertx();
    private final TimerThread timer = new TimerThread("test");
    private final AtomicLong aheadMs = new AtomicLong();
    private final ChannelFactory channels = new ChannelFactory(
            timer,
            new Clock() {
                @Override
                public long nowMs() {
                    return SYSTEM.nowMs() + aheadMs.get();
                }

                @Override
                public long nanoTime() {
                    return SYSTEM.nanoTime();
                }
            },
            () -> ((VertxInternal) vertx).createEventLoopContext(),
            new Once<>(ObjectMapper::new),
            null,
            null);
    private final Map<String, Integer> opened = new ConcurrentHashMap<>();
    private final LocalProducer producer;
    private final Admin admin;

    OpenChannels() {
        this(EmbeddedBroker.start(EmbeddedOptions.TEMPORARY), true);
    }

    /** On a broker that outlives them. */
    static OpenChannels on(EmbeddedBroker broker) {
        return new OpenChannels(broker, false);
    }

    private OpenChannels(EmbeddedBroker broker, boolean ownsBroker) {
        this.broker = broker;
        this.ownsBroker = ownsBroker;
        producer = new LocalProducer(broker.broker(), Acks.ALL, Codec.NONE);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    EmbeddedBroker broker() {
        return broker;
    }

    Admin admin() {
        return admin;
    }

    /** Of the second and further ones as {@code concurrency} names them: no two members are the same. */
    private String name(String topic) {
        int before = opened.merge(topic, 1, Integer::sum) - 1;
        return "channel-of-" + topic + (before == 0 ? "" : "$" + before);
    }

    /** A channel and the group of the topic's name, from the beginning, with these attributes besides; nothing is asked for yet. */
    OpenChannel open(String topic, String... attributes) {
        Map<String, String> all = new HashMap<>(Map.of(
                "channel-name",
                name(topic),
                "topic",
                topic,
                "group.id",
                topic,
                "auto.offset.reset",
                "earliest",
                "auto.commit.interval.ms",
                "50"));
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i], attributes[i + 1]);
        }
        Config config = config(all);
        Attributes checked = Attributes.incoming(config);
        IncomingSettings settings = IncomingSettings.of(checked, config);
        return new OpenChannel(channels.incoming(checked, settings, broker));
    }

    /** For channels it is so much later from now on. */
    void advance(long ms) {
        aheadMs.addAndGet(ms);
    }

    /** As a channel's own part of an application's configuration is. */
    static Config config(Map<String, String> attributes) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(attributes, "test", 100))
                .build();
    }

    void create(String topic, int partitions) {
        broker.broker()
                .topics()
                .create(new MetadataCommand.CreateTopic(topic, partitions, (short) 1, Map.of(), Map.of(), false))
                .toCompletableFuture()
                .join()
                .orThrow();
    }

    /** Records with these values, in a partition if one is given. */
    void send(String topic, @Nullable Integer partition, List<String> values) {
        List<CompletionStage<Stored>> sent = new ArrayList<>();
        for (String value : values) {
            sent.add(producer.send(new OutgoingRecord(
                    topic, partition, 1_000, null, ByteBuffer.wrap(value.getBytes(UTF_8)), List.of())));
        }
        sent.forEach(stored -> stored.toCompletableFuture().join());
    }

    /** What the group is to read next, null if it has not committed. */
    @Nullable
    Long committed(String group, int partition) throws Exception {
        return committed(group, new TopicPartition(group, partition));
    }

    /** What the group is to read next there, null if it has not committed. */
    @Nullable
    Long committed(String group, TopicPartition partition) throws Exception {
        OffsetAndMetadata found = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(partition);
        return found == null ? null : found.offset();
    }

    /** By the number of members that the group has, none if there is no group. */
    int members(String group) throws Exception {
        try {
            return describe(group).members().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
    }

    ConsumerGroupDescription describe(String group) throws Exception {
        return Objects.requireNonNull(
                admin.describeConsumerGroups(List.of(group)).all().get().get(group));
    }

    @Override
    public void close() {
        admin.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        timer.close();
        if (ownsBroker) {
            broker.close();
        }
    }
}
