package io.suiro.bench.rolling;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One of Kafka's producers with its defaults, so with acks=all and idempotent, that sends a record whenever the rate says so, to one partition
 * after the other, on a thread of its own. A record's latency counts from when it was due.
 */
final class SteadyWrites implements AutoCloseable {
    private final String topic;
    private final int partitions;
    private final long intervalNanos;
    private final byte[] value;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread = Thread.ofPlatform().name("writes").unstarted(this::run);
    private Phase phase = new Phase();
    private volatile boolean stopping;

    /** What became of the records that were due in it. */
    static final class Phase {
        private final Histogram latency = new Histogram(3);
        private long outstanding;
        private long failed;

        private synchronized void sent() {
            outstanding++;
        }

        private synchronized void answered(long latencyNanos, boolean isFailed) {
            latency.recordValue(Math.max(0, latencyNanos));
            failed += isFailed ? 1 : 0;
            outstanding--;
            notifyAll();
        }

        /** Once all have been answered; in nanoseconds. */
        synchronized Histogram latency() throws InterruptedException {
            while (outstanding > 0) {
                wait();
            }
            return latency;
        }

        /** Records whose producer has given up. */
        synchronized long failed() {
            return failed;
        }
    }

    SteadyWrites(String bootstrap, String topic, int partitions, int recordSize, int recordsPerSecond) {
        this.topic = topic;
        this.partitions = partitions;
        this.value = new byte[recordSize];
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
    }

    void start() {
        thread.start();
    }

    /** Ends the phase: what is due from now on belongs to the next. */
    synchronized Phase next() {
        Phase ended = phase;
        phase = new Phase();
        return ended;
    }

    private void run() {
        long due = System.nanoTime();
        for (int turn = 0; !stopping; turn++) {
            long now = System.nanoTime();
            while (now - due < 0) {
                LockSupport.parkNanos(due - now);
                now = System.nanoTime();
            }
            send(turn % partitions, due);
            due += intervalNanos;
        }
    }

    private void send(int partition, long due) {
        Phase current = begin();
        var _ = producer.send(
                new ProducerRecord<>(topic, partition, null, value),
                (sent, failure) -> current.answered(System.nanoTime() - due, failure != null));
    }

    private synchronized Phase begin() {
        phase.sent();
        return phase;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
