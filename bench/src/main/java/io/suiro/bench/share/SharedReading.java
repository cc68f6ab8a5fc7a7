package io.suiro.bench.share;

import io.suiro.bench.load.BrokerCpu;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic once as a new share group, from the beginning: consumers with Kafka's defaults, each on a thread of its own, which accept
 * what a poll has brought with the next one.
 */
final class SharedReading {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final String bootstrap;
    private final String topic;
    private final long records;
    private final BrokerCpu cpu;
    private final AtomicLong read = new AtomicLong();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /**
     * From the first record to the last.
     *
     * @param cpu of the brokers meanwhile
     */
    record Taken(double seconds, Duration cpu) {}

    SharedReading(String bootstrap, String topic, long records, BrokerCpu cpu) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.records = records;
        this.cpu = cpu;
    }

    /** Returns once so many records were accepted; fails if that takes longer than ten minutes. */
    Taken run(int consumers) throws IOException, InterruptedException, ExecutionException {
        String group = "share-" + UUID.randomUUID();
        beginAtTheBeginning(group);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < consumers; i++) {
            threads.add(Thread.ofPlatform().name("share-consumer-" + i).start(() -> consume(group)));
        }
        long until = System.nanoTime() + LIMIT.toNanos();
        while (read.get() == 0 && failure.get() == null && System.nanoTime() < until) {
            Thread.sleep(1);
        }
        long begun = System.nanoTime();
        Duration before = cpu.used();
        while (read.get() < records && failure.get() == null && System.nanoTime() < until) {
            Thread.sleep(1);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        Duration used = cpu.used().minus(before);
        failure.compareAndSet(null, read.get() < records ? new KafkaException("only " + read + " were read") : null);
        for (Thread thread : threads) {
            thread.join();
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw new IOException(String.valueOf(failed.getMessage()), failed);
        }
        return new Taken(seconds, used);
    }

    private void beginAtTheBeginning(String group) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, group),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private void consume(String group) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "group.id", group);
        try (var consumer =
                new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (read.get() < records && failure.get() == null) {
                read.addAndGet(consumer.poll(POLL).count());
            }
            var _ = consumer.commitSync();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }
}
