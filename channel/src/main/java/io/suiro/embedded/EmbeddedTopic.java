package io.suiro.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.broker.Broker;
import io.suiro.client.ConsumedRecord;
import io.suiro.client.LocalProducer;
import io.suiro.client.LogReader;
import io.suiro.client.OutgoingRecord;
import io.suiro.client.Stored;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A topic of an {@link EmbeddedBroker}, for a test that puts records into it and looks at what is there. Any thread but the broker's; calls wait. */
public final class EmbeddedTopic {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final short DEFAULT_REPLICATION = -1;
    private static final int LOOK_MS = 100;
    private static final long RETRY_NANOS = 1_000_000;

    private final Broker broker;
    private final LocalProducer producer;
    private final String name;

    /** @param producer waits for all replicas */
    EmbeddedTopic(Broker broker, LocalProducer producer, String name) {
        this.broker = broker;
        this.producer = producer;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /**
     * Creates it, with the broker's settings for topics.
     *
     * @throws io.suiro.error.Refused TOPIC_ALREADY_EXISTS, INVALID_TOPIC_EXCEPTION, INVALID_PARTITIONS
     */
    public EmbeddedTopic create(int partitions) {
        return create(partitions, Map.of());
    }

    /**
     * The same, with settings of its own.
     *
     * @param configs by Kafka's names, for example {@code cleanup.policy}
     */
    public EmbeddedTopic create(int partitions, Map<String, String> configs) {
        broker.topics()
                .create(new CreateTopic(name, partitions, DEFAULT_REPLICATION, Map.of(), configs, false))
                .toCompletableFuture()
                .join()
                .orThrow();
        return this;
    }

    /** Stores a record; where it is, is in the answer. The topic is created if it does not exist. */
    public TopicRecord send(@Nullable String key, @Nullable String value) {
        return send(null, key, value, System.currentTimeMillis());
    }

    /** The same, without a key. */
    public TopicRecord send(@Nullable String value) {
        return send(null, value);
    }

    /** The same, in a partition of one's choice. */
    public TopicRecord sendTo(int partition, @Nullable String key, @Nullable String value) {
        return send(partition, key, value, System.currentTimeMillis());
    }

    private TopicRecord send(
            @Nullable Integer partition, @Nullable String key, @Nullable String value, long timestampMs) {
        OutgoingRecord record = new OutgoingRecord(name, partition, timestampMs, bytes(key), bytes(value), List.of());
        Stored stored = producer.send(record).toCompletableFuture().join();
        return new TopicRecord(
                stored.topicPartition().partition(),
                stored.offset(),
                Instant.ofEpochMilli(stored.timestampMs()),
                key,
                value,
                Map.of());
    }

    private static @Nullable ByteBuffer bytes(@Nullable String text) {
        return text == null ? null : ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    /** What is stored, partition by partition in log order, as a consumer with {@code read_committed} would see it; nothing if there is no topic. */
    public List<TopicRecord> records() {
        TopicImage image = broker.topics().image().topic(name);
        if (image == null) {
            return List.of();
        }
        try (LogReader reader = reader(image)) {
            return texts(reader.toTheEnd());
        }
    }

    /** As soon as so many records are stored, all that are; they are waited for ten seconds. */
    public List<TopicRecord> await(int count) {
        return await(count, PATIENCE);
    }

    /**
     * As soon as so many records are stored, all that are. The topic is created if it does not exist.
     *
     * @throws AssertionError if there are fewer after that time; it tells which
     */
    public List<TopicRecord> await(int count, Duration patience) {
        TopicImage image = broker.topics()
                .findOrCreate(List.of(name), true)
                .toCompletableFuture()
                .join()
                .getFirst()
                .orThrow();
        try (LogReader reader = reader(image)) {
            long start = System.nanoTime();
            while (reader.toTheEnd().size() < count) {
                long leftMs = patience.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                if (leftMs <= 0) {
                    throw new AssertionError(complaint(count, patience, texts(reader.records())));
                }
                reader.advance((int) Math.min(leftMs, LOOK_MS));
            }
            return texts(reader.records());
        }
    }

    private String complaint(int count, Duration patience, List<TopicRecord> found) {
        return "%s has %d records after %s, and not %d:%s"
                .formatted(
                        name,
                        found.size(),
                        patience,
                        count,
                        found.stream().map(record -> "\n  " + record).collect(Collectors.joining()));
    }

    /** A topic that somebody else has just created may not be open yet. */
    private LogReader reader(TopicImage image) {
        long start = System.nanoTime();
        while (true) {
            try {
                return new LogReader(broker, name, image.partitions().size());
            } catch (Refused e) {
                boolean isOpen =
                        e.code() != Errors.NOT_LEADER_OR_FOLLOWER && e.code() != Errors.UNKNOWN_TOPIC_OR_PARTITION;
                if (isOpen || System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private static List<TopicRecord> texts(List<ConsumedRecord> records) {
        return records.stream().map(TopicRecord::of).toList();
    }

    /** What the group is to read next, by partition; those of which it has committed nothing are not there. */
    public Map<Integer, Long> committedBy(String groupId) {
        Map<Integer, Long> committed = new TreeMap<>();
        var answer =
                broker.groups().queries().offsets(groupId).toCompletableFuture().join();
        for (OffsetFetchResponseTopics topic : answer.topics()) {
            if (topic.name().equals(name)) {
                topic.partitions()
                        .forEach(partition -> committed.put(partition.partitionIndex(), partition.committedOffset()));
            }
        }
        return committed;
    }
}
