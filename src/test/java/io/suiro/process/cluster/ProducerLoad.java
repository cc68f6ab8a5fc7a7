package io.suiro.process.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * One producer that sends numbered records to some partitions in turn, at a steady pace, from a thread of its own. A partition
 * that does not answer is left out once {@value #MOST_OUTSTANDING} of its records are under way, so that the others go on.
 */
final class ProducerLoad implements AutoCloseable {
    private static final int MOST_OUTSTANDING = 300;
    /** A thread that was held up does not catch up with more than this. */
    private static final long MOST_BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final int id;
    private final int valueBytes;
    private final long intervalNanos;
    private final Waits waits;
    private final List<Target> targets = new ArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean stopping;

    /** One partition. */
    private static final class Target {
        private final History history;
        private final Semaphore free = new Semaphore(MOST_OUTSTANDING);
        private long next;

        Target(History history) {
            this.history = history;
        }
    }

    /** @param settings of the client, beside those that every load has */
    ProducerLoad(
            int id,
            String bootstrap,
            List<TopicPartition> partitions,
            Pace pace,
            int recordsPerSecond,
            Map<String, Object> settings,
            Waits waits) {
        this.id = id;
        this.valueBytes = pace.valueBytes();
        this.waits = waits;
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
        Map<String, Object> all = new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrap,
                "client.id",
                "load-" + id,
                "acks",
                "all",
                "linger.ms",
                2,
                "request.timeout.ms",
                pace.requestTimeoutMs(),
                "delivery.timeout.ms",
                120_000,
                "max.block.ms",
                60_000,
                "reconnect.backoff.max.ms",
                200));
        all.putAll(settings);
        boolean idempotent = !Boolean.FALSE.equals(all.get("enable.idempotence"));
        partitions.forEach(partition -> targets.add(new Target(new History(id, partition, idempotent))));
        producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
        thread = Thread.ofPlatform().name("load-" + id).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long due = System.nanoTime();
        for (int turn = 0; !stopping; turn++) {
            long now = System.nanoTime();
            while (now - due < 0 && !stopping) {
                LockSupport.parkNanos(due - now);
                now = System.nanoTime();
            }
            due = Math.max(due + intervalNanos, now - MOST_BEHIND_NANOS);
            Target target = targets.get(turn % targets.size());
            if (target.free.tryAcquire()) {
                send(target);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told the same
    private void send(Target target) {
        TopicPartition partition = target.history.partition();
        long number = target.next++;
        byte[] value = new Payload(id, partition.partition(), number).encode(valueBytes);
        target.history.sent(number);
        long sentNanos = System.nanoTime();
        try {
            producer.send(
                    new ProducerRecord<>(partition.topic(), partition.partition(), null, value),
                    (metadata, failure) -> answered(target, number, sentNanos, metadata, failure));
        } catch (KafkaException notTaken) {
            answered(target, number, sentNanos, null, notTaken);
        }
    }

    private void answered(
            Target target,
            long number,
            long sentNanos,
            @Nullable RecordMetadata metadata,
            @Nullable Exception failure) {
        if (failure == null && metadata != null) {
            target.history.acknowledged(number, metadata.hasOffset() ? metadata.offset() : -1);
            acknowledged.incrementAndGet();
            waits.acknowledged(target.history.partition(), sentNanos, System.nanoTime());
        } else {
            failed.incrementAndGet();
            // Without sizes and times, which differ each time.
            failures.merge(String.valueOf(failure).replaceAll("\\b\\d+ ", "N "), 1L, Long::sum);
        }
        target.free.release();
    }

    /** Sends nothing more; everything sent is answered when this returns. */
    void finish() throws InterruptedException, TimeoutException {
        stopping = true;
        thread.join();
        for (Target target : targets) {
            if (!target.free.tryAcquire(MOST_OUTSTANDING, 5, TimeUnit.MINUTES)) {
                throw new TimeoutException("records to " + target.history.partition() + " are never answered");
            }
        }
    }

    List<History> histories() {
        return targets.stream().map(target -> target.history).toList();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Records that ended in an error, and are in doubt. */
    long failed() {
        return failed.get();
    }

    /** The errors, each with how many records had it. */
    Map<String, Long> failures() {
        return Map.copyOf(failures);
    }

    /** Records that the client says it sent again. */
    long retried() {
        return producer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("record-retry-total")
                        && metric.metricName().group().equals("producer-metrics"))
                .map(Metric::metricValue)
                .mapToLong(value -> ((Double) value).longValue())
                .sum();
    }

    @Override
    public void close() {
        stopping = true;
        producer.close(Duration.ZERO);
    }
}
