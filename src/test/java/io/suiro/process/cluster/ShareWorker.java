package io.suiro.process.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** One worker of a {@link ShareLoad}, on a thread of its own. After an error that its consumer throws it begins anew, as another member. */
final class ShareWorker implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration COMMIT = Duration.ofSeconds(10);
    private static final int ONE_IN_SO_MANY_IS_RELEASED = 10;
    private static final int ONE_IN_SO_MANY_IS_REJECTED = 50;
    /** From the next on it accepts, so that what it gives back is not given up. */
    private static final int MOST_RELEASES = 3;

    private final String bootstrap;
    private final String topic;
    private final int id;
    private final Random random;
    private final ShareLoad load;
    private final Lives lives;

    ShareWorker(String bootstrap, String topic, int id, long seed, ShareLoad load, Violations violations) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.id = id;
        this.random = new Random(seed);
        this.load = load;
        lives = new Lives("sharer-" + id, this::live, load::begunAnew, violations);
    }

    void start() {
        lives.start();
    }

    boolean isAlive() {
        return lives.isAlive();
    }

    private void live() {
        try (KafkaShareConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.subscribe(List.of(topic));
            while (!lives.isStopping()) {
                take(consumer);
            }
        }
    }

    private void take(KafkaShareConsumer<byte[], byte[]> consumer) {
        Map<Integer, Map<Integer, AcknowledgeType>> said = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            int count = record.deliveryCount().orElse((short) 1);
            int offset = Math.toIntExact(record.offset());
            load.history().offered(record.partition(), offset, count >= ShareLoad.DELIVERY_LIMIT);
            AcknowledgeType type = decide(count);
            consumer.acknowledge(record, type);
            said.computeIfAbsent(record.partition(), key -> new HashMap<>()).put(offset, type);
        }
        if (said.isEmpty()) {
            return;
        }
        Map<TopicIdPartition, Optional<KafkaException>> results;
        try {
            results = consumer.commitSync(COMMIT);
        } catch (KafkaException e) {
            said.forEach((partition, types) -> note(partition, types, e));
            throw e;
        }
        Map<Integer, Optional<KafkaException>> byPartition = new HashMap<>();
        results.forEach((partition, failure) -> byPartition.put(partition.partition(), failure));
        said.forEach((partition, types) -> {
            Optional<KafkaException> failure = byPartition.get(partition);
            note(
                    partition,
                    types,
                    failure == null ? new KafkaException("the consumer does not say") : failure.orElse(null));
        });
    }

    private AcknowledgeType decide(int deliveryCount) {
        if (load.isDraining() || deliveryCount > MOST_RELEASES) {
            return AcknowledgeType.ACCEPT;
        }
        if (random.nextInt(ONE_IN_SO_MANY_IS_RELEASED) == 0) {
            return AcknowledgeType.RELEASE;
        }
        return random.nextInt(ONE_IN_SO_MANY_IS_REJECTED) == 0 ? AcknowledgeType.REJECT : AcknowledgeType.ACCEPT;
    }

    /** @param failure null if it is stored; one that says the records were not the member's any more leaves no doubt */
    private void note(int partition, Map<Integer, AcknowledgeType> types, @Nullable KafkaException failure) {
        types.forEach((offset, type) -> {
            if (failure == null) {
                stored(partition, offset, type);
            } else if (type != AcknowledgeType.RELEASE && !(failure instanceof InvalidRecordStateException)) {
                load.history().inDoubt(partition, offset);
            }
        });
    }

    private void stored(int partition, int offset, AcknowledgeType type) {
        switch (type) {
            case ACCEPT -> load.history().accepted(partition, offset);
            case REJECT -> load.history().rejected(partition, offset);
            case RELEASE, RENEW -> load.releasedOne();
        }
    }

    private KafkaShareConsumer<byte[], byte[]> consumer() {
        return new KafkaShareConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        ShareLoad.GROUP,
                        "client.id",
                        "sharer-" + id,
                        "share.acknowledgement.mode",
                        "explicit",
                        "max.poll.records",
                        "100",
                        "request.timeout.ms",
                        5_000,
                        "reconnect.backoff.max.ms",
                        200),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** It holds no records any more when this returns. */
    void finish() throws InterruptedException {
        lives.finish();
    }

    @Override
    public void close() {
        lives.close();
    }
}
