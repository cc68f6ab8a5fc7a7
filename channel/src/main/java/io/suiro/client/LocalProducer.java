package io.suiro.client;

import io.suiro.broker.Broker;
import io.suiro.broker.Produce.Acks;
import io.suiro.broker.ProducerIds;
import io.suiro.broker.Topics;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.record.Codec;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Writes to topics of the broker in this process, or of its cluster. Records of one partition are stored in the order of the calls, unless one fails. A topic
 * that does not exist is created, if the broker creates topics by itself. In a cluster it is an idempotent producer (KIP-98): whichever brokers lead meanwhile, each record is
 * stored once. Any thread.
 */
public final class LocalProducer {
    /** {@code delivery.timeout.ms} of Kafka's producer: how long an acknowledgement of all replicas is waited for, and a leader. */
    private static final int TIMEOUT_MS = 120_000;

    private static final long BROKERS_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int BROKERS_LOOK_MS = 100;

    private final PartitionWrites log;
    private final Topics topics;
    private final ProducerIds ids;
    private final Redelivery redelivery;
    private final Acks acks;
    private final Codec codec;
    private final @Nullable InTransaction transaction;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Map<String, Destination> destinations = new ConcurrentHashMap<>();

    /** Appends on the threads that send. */
    public LocalProducer(Broker broker, Acks acks, Codec codec) {
        this(broker, acks, codec, Runnable::run);
    }

    /**
     * @param executor of appends, one at a time and in order; records that wait for it become a batch. A record that comes after a pause is
     *     appended before {@link #send} returns, if that does not take a wait.
     */
    public LocalProducer(Broker broker, Acks acks, Codec codec, Executor executor) {
        this(broker, PartitionWrites.of(broker), acks, codec, executor, null, System::nanoTime);
    }

    LocalProducer(
            Broker broker,
            PartitionWrites log,
            Acks acks,
            Codec codec,
            Executor executor,
            @Nullable InTransaction transaction,
            LongSupplier nanoTime) {
        this.log = log;
        this.transaction = transaction;
        this.topics = broker.topics();
        this.ids = broker.producerIds();
        this.redelivery = new Redelivery(
                partition -> topics.hasPartition(partition.topic(), partition.partition()),
                broker.peerRequests().isAlone());
        this.acks = acks;
        this.codec = codec;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /**
     * Completes once the record is acknowledged, on whichever thread that happens, which must not be held up; exceptionally with {@link
     * Refused} and Kafka's code: UNKNOWN_TOPIC_OR_PARTITION, INVALID_TOPIC_EXCEPTION, MESSAGE_TOO_LARGE, KAFKA_STORAGE_ERROR,
     * NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT; in a cluster those that may pass only once they have not for 120 s, and NETWORK_EXCEPTION, NOT_LEADER_OR_FOLLOWER and
     * LEADER_NOT_AVAILABLE besides.
     */
    public CompletionStage<Stored> send(OutgoingRecord record) {
        CompletableFuture<Stored> stored = new CompletableFuture<>();
        destinations.computeIfAbsent(record.topic(), Destination::new).send(record, stored);
        return stored;
    }

    /** Completes once all records so far have been answered for, well or not; those that wait for a topic to be created are left out. */
    public CompletionStage<Void> answered() {
        return CompletableFuture.allOf(destinations.values().stream()
                        .flatMap(destination -> destination.partitions.values().stream())
                        .map(Batching::answered)
                        .toArray(CompletableFuture[]::new))
                .exceptionally(refused -> null);
    }

    /** Creates the topic if it is to be created and does not exist. In a cluster that has just begun brokers for its replicas are waited for, some seconds. */
    public CompletionStage<Outcome<TopicImage>> ensure(String topic) {
        return ensure(topic, System.nanoTime());
    }

    private CompletionStage<Outcome<TopicImage>> ensure(String topic, long sinceNanos) {
        return topics.findOrCreate(List.of(topic), true)
                .thenApply(List::getFirst)
                .thenCompose(outcome -> redelivery == null
                                || !(outcome instanceof Outcome.Failed<TopicImage> failed)
                                || failed.code() != Errors.INVALID_REPLICATION_FACTOR
                                || System.nanoTime() - sinceNanos > BROKERS_NANOS
                        ? CompletableFuture.completedFuture(outcome)
                        : CompletableFuture.supplyAsync(
                                        () -> ensure(topic, sinceNanos),
                                        CompletableFuture.delayedExecutor(BROKERS_LOOK_MS, TimeUnit.MILLISECONDS))
                                .thenCompose(again -> again));
    }

    /** As {@link #ensure(String)}; if it comes into being now it has so many partitions, or more where the broker's default is more. */
    public CompletionStage<Outcome<TopicImage>> ensure(String topic, int partitions) {
        boolean isThere = topics.image().topic(topic) != null;
        return ensure(topic).thenCompose(found -> switch (found) {
            case Outcome.Ok<TopicImage>(TopicImage image)
            when !isThere && image.partitions().size() < partitions ->
                topics.createPartitions(new MetadataCommand.CreatePartitions(topic, partitions, null, false));
            case Outcome.Ok<TopicImage> ok -> CompletableFuture.completedStage(ok);
            case Outcome.Failed<TopicImage> failed -> CompletableFuture.completedStage(failed);
        });
    }

    /** None if there is no such topic yet. */
    public int partitions(String topic) {
        TopicImage image = topics.image().topic(topic);
        return image == null ? 0 : image.partitions().size();
    }

    private final class Destination {
        private final String topic;
        private final Map<Integer, Batching> partitions = new ConcurrentHashMap<>();
        /** As last looked up: metadata changes far less often than records come. */
        private volatile Known known = new Known(null, null);
        /** Guarded by this, as is what follows. */
        private final Partitioner partitioner = new Partitioner();
        /** What waits for the topic to be created; null while nothing does. */
        private @Nullable Queue<Runnable> waiting;

        Destination(String topic) {
            this.topic = topic;
        }

        private record Known(
                @Nullable MetadataImage cluster, @Nullable TopicImage topic) {}

        @SuppressWarnings("ReferenceEquality") // each change makes another image
        private @Nullable TopicImage image() {
            MetadataImage now = topics.image();
            Known last = known;
            if (last.cluster != now) {
                last = new Known(now, now.topic(topic));
                known = last;
            }
            return last.topic;
        }

        void send(OutgoingRecord record, CompletableFuture<Stored> stored) {
            TopicImage image = image();
            boolean create;
            synchronized (this) {
                create = waiting == null && image == null;
                if (create) {
                    waiting = new ArrayDeque<>();
                }
                if (waiting != null) {
                    waiting.add(() -> appendOrFail(record, stored));
                    image = null;
                }
            }
            if (create) {
                ensure(topic).whenComplete((outcome, failure) -> flush());
            } else if (image != null) {
                append(image, record, stored);
            }
        }

        /** One by one, and out of the lock: whoever waits for an answer may send again. */
        private void flush() {
            for (Runnable next = nextWaiting(); next != null; next = nextWaiting()) {
                next.run();
            }
        }

        private synchronized @Nullable Runnable nextWaiting() {
            Runnable next = waiting == null ? null : waiting.poll();
            if (next == null) {
                waiting = null;
            }
            return next;
        }

        private void appendOrFail(OutgoingRecord record, CompletableFuture<Stored> stored) {
            switch (topics.find(topic)) {
                case Outcome.Ok<TopicImage>(TopicImage image) -> append(image, record, stored);
                case Outcome.Failed<TopicImage>(Errors code, String detail) ->
                    stored.completeExceptionally(new Refused(code, topic + ": " + detail));
            }
        }

        private void append(TopicImage image, OutgoingRecord record, CompletableFuture<Stored> stored) {
            Integer asked = record.partition();
            int partition = asked != null ? asked : choose(image, record);
            if (image.partition(partition) == null) {
                stored.completeExceptionally(new Refused(
                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                        topic + " has no partition " + partition + ", it has "
                                + image.partitions().size()));
                return;
            }
            partitions
                    .computeIfAbsent(
                            partition,
                            number -> new Batching(
                                    log,
                                    new TopicPartition(topic, number),
                                    acks,
                                    TIMEOUT_MS,
                                    codec,
                                    numbers(),
                                    redelivery,
                                    executor,
                                    nanoTime))
                    .add(record, stored);
        }

        private BatchNumbers numbers() {
            if (transaction != null) {
                return new BatchNumbers.Transactional(transaction);
            }
            return redelivery.isAlone() ? new BatchNumbers.Unnumbered() : new BatchNumbers.Idempotent(ids::next);
        }

        private synchronized int choose(TopicImage image, OutgoingRecord record) {
            return partitioner.partition(
                    record.key(), record.payloadBytes(), image.partitions().size());
        }
    }
}
