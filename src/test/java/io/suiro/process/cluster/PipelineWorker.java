package io.suiro.process.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One worker of a {@link PipelineLoad}, on a thread of its own. After any error it begins anew with its transactional id. */
final class PipelineWorker implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int ONE_IN_SO_MANY_ABORTS = 12;

    private final String bootstrap;
    private final String source;
    private final int id;
    private final Random random;
    private final PipelineLoad load;
    private final Lives lives;

    PipelineWorker(String bootstrap, String source, int id, long seed, PipelineLoad load, Violations violations) {
        this.bootstrap = bootstrap;
        this.source = source;
        this.id = id;
        this.random = new Random(seed);
        this.load = load;
        lives = new Lives("pipeline-" + id, this::live, load::begunAnew, violations);
    }

    void start() {
        lives.start();
    }

    private void live() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            consumer.subscribe(List.of(source));
            while (!lives.isStopping()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    passOn(records, consumer, producer);
                }
            }
        }
    }

    private void passOn(
            ConsumerRecords<byte[], byte[]> records,
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer) {
        producer.beginTransaction();
        try {
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                var _ = producer.send(
                        new ProducerRecord<>(PipelineLoad.TARGET, record.partition(), null, record.value()));
                next.put(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1));
            }
            producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
            if (random.nextInt(ONE_IN_SO_MANY_ABORTS) != 0) {
                producer.commitTransaction();
                load.committedOne();
                return;
            }
        } catch (KafkaException e) {
            load.abortedOne();
            throw e;
        }
        load.abortedOne();
        producer.abortTransaction();
        goBack(consumer);
    }

    /** What was read in the transaction is read again. */
    private static void goBack(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.committed(consumer.assignment())
                .forEach((partition, offset) -> consumer.seek(partition, offset == null ? 0 : offset.offset()));
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        PipelineLoad.GROUP,
                        "client.id",
                        "pipeline-" + id,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "session.timeout.ms",
                        6_000,
                        "request.timeout.ms",
                        5_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "transactional.id", "pipeline-" + id,
                        "client.id", "pipeline-" + id,
                        "transaction.timeout.ms", 15_000,
                        "request.timeout.ms", 3_000,
                        "delivery.timeout.ms", 12_000,
                        "max.block.ms", 20_000,
                        "reconnect.backoff.max.ms", 200),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Its last transaction has ended, or been given up, when this returns. */
    void finish() throws InterruptedException {
        lives.finish();
    }

    @Override
    public void close() {
        lives.close();
    }
}
