package io.suiro.tool.client.bench;

import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.Explanation;
import io.suiro.tool.client.Progress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes records to a topic, some one by one, and reads all of them; each step tells its figures. Used by one thread. */
final class Trial {
    private static final int WARM_UP = 100_000;
    private static final int MOST_TIMES = 1_000_000;
    private static final int ONE_BY_ONE = 2_000;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Map<String, Object> properties;
    private final String topic;
    private final int partitions;
    private final int records;
    private final byte[] value;
    private final Function<String, Progress> progress;

    /**
     * @param properties of Kafka's clients
     * @param progress of a step that has this name
     */
    Trial(
            Map<String, Object> properties,
            String topic,
            int partitions,
            int records,
            int bytes,
            Function<String, Progress> progress) {
        this.properties = properties;
        this.topic = topic;
        this.partitions = partitions;
        this.records = records;
        this.value = new byte[bytes];
        this.progress = progress;
        RandomGenerator.getDefault().nextBytes(value);
    }

    /** Rows of names and figures: writing as fast as it goes, writing one record after the other is acknowledged, reading. */
    List<Map<String, Object>> run() throws CommandFailed, ExecutionException, InterruptedException {
        Map<String, Object> write;
        Map<String, Object> oneByOne;
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(writing(), new ByteArraySerializer(), new ByteArraySerializer())) {
            write(producer, "warming up,", Math.min(records, WARM_UP));
            write = write(producer, "writing,", records);
        }
        Map<String, Object> atOnce = writing();
        atOnce.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(atOnce, new ByteArraySerializer(), new ByteArraySerializer())) {
            oneByOne(producer);
            oneByOne = oneByOne(producer);
        }
        return List.of(write, oneByOne, read(Math.min(records, WARM_UP) + records + 2 * ONE_BY_ONE));
    }

    private Map<String, Object> writing() {
        Map<String, Object> writing = new HashMap<>(properties);
        writing.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 17);
        writing.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 1L << 26);
        return writing;
    }

    private Map<String, Object> write(Producer<byte[], byte[]> producer, String what, int count) throws CommandFailed {
        int every = count / MOST_TIMES + 1;
        Times times = new Times(count / every + 1);
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        long startNanos = System.nanoTime();
        try (Progress sent = progress.apply(what)) {
            for (int i = 0; i < count && refused.get() == null; i++) {
                boolean timed = i % every == 0;
                long sentNanos = timed ? System.nanoTime() : 0;
                Future<RecordMetadata> _ = producer.send(new ProducerRecord<>(topic, value), (_, failure) -> {
                    if (failure != null) {
                        refused.compareAndSet(null, failure);
                    } else if (timed) {
                        times.add(System.nanoTime() - sentNanos);
                    }
                });
                sent.at(i);
            }
            producer.flush();
        }
        long nanos = System.nanoTime() - startNanos;
        Exception failure = refused.get();
        if (failure != null) {
            throw new CommandFailed("a record was refused: " + Explanation.of(failure), failure);
        }
        return figures("write", count, nanos, times);
    }

    private Map<String, Object> oneByOne(Producer<byte[], byte[]> producer)
            throws ExecutionException, InterruptedException {
        Times times = new Times(ONE_BY_ONE);
        long startNanos = System.nanoTime();
        for (int i = 0; i < ONE_BY_ONE; i++) {
            long sentNanos = System.nanoTime();
            producer.send(new ProducerRecord<>(topic, value)).get();
            times.add(System.nanoTime() - sentNanos);
        }
        return figures("one by one", ONE_BY_ONE, System.nanoTime() - startNanos, times);
    }

    private Map<String, Object> read(int count) throws CommandFailed {
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(number -> new TopicPartition(topic, number))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            int read = 0;
            long startNanos = System.nanoTime();
            long lastNanos = startNanos;
            try (Progress received = progress.apply("reading,")) {
                while (read < count) {
                    for (ConsumerRecord<byte[], byte[]> _ : consumer.poll(POLL)) {
                        read++;
                        lastNanos = System.nanoTime();
                    }
                    received.at(read);
                    if (System.nanoTime() - lastNanos > PATIENCE_NANOS) {
                        throw new CommandFailed("of " + count + " records only " + read + " came");
                    }
                }
            }
            return figures("read", read, System.nanoTime() - startNanos, null);
        }
    }

    private Map<String, Object> figures(String step, int count, long nanos, @Nullable Times times) {
        double seconds = (double) nanos / TimeUnit.SECONDS.toNanos(1);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step);
        row.put("records", count);
        row.put("seconds", Math.round(seconds * 100) / 100.0);
        row.put("recordsPerSecond", Math.round(count / seconds));
        row.put("megabytesPerSecond", Math.round(count / seconds * value.length / 10_000) / 100.0);
        row.put("p50Ms", times == null ? null : times.quantile(0.5));
        row.put("p99Ms", times == null ? null : times.quantile(0.99));
        row.put("maxMs", times == null ? null : times.quantile(1));
        return row;
    }
}
