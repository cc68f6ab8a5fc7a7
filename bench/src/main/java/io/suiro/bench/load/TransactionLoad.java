package io.suiro.bench.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One of Kafka's producers, with acks=all, that commits what it has sent every so often; or, to compare with, sends without transactions
 * and waits for the acknowledgements as often.
 */
final class TransactionLoad {
    private final String topic;
    private final int commitMs;
    private final byte[] value;
    private final long intervalNanos;
    private final boolean isTransactional;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong failed = new AtomicLong();
    private long dueNanos;

    /**
     * A producer that has said who it is.
     *
     * @param commitMs 0 for no transactions
     * @param rate records per second, 0 for as many as can be sent
     */
    TransactionLoad(String bootstrap, String topic, int commitMs, int recordSize, int rate) {
        this.topic = topic;
        this.isTransactional = commitMs > 0;
        this.commitMs = isTransactional ? commitMs : 100;
        this.value = new byte[recordSize];
        this.intervalNanos = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / rate;
        Map<String, Object> settings = new HashMap<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "batch.size", 64 << 10, "linger.ms", 5));
        if (isTransactional) {
            settings.put("transactional.id", UUID.randomUUID().toString());
        }
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Outcome run(Timing timing, BrokerCpu cpu) {
        try (producer) {
            if (isTransactional) {
                producer.initTransactions();
            }
            dueNanos = System.nanoTime();
            var _ = during(timing.warmUp());
            Duration before = cpu.used();
            long begun = System.nanoTime();
            Tally tally = during(timing.measured());
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new Outcome(tally, seconds, cpu.used().minus(before));
        }
    }

    private Tally during(Duration duration) {
        Tally tally = new Tally();
        long until = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < until) {
            long records = send(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(commitMs));
            long asked = System.nanoTime();
            if (isTransactional) {
                producer.commitTransaction();
            } else {
                producer.flush();
            }
            tally.answered(System.nanoTime() - asked);
            tally.gained(records, records * value.length);
        }
        if (failed.get() > 0) {
            throw new IllegalArgumentException(failed + " records could not be sent");
        }
        return tally;
    }

    private long send(long untilNanos) {
        if (isTransactional) {
            producer.beginTransaction();
        }
        long records = 0;
        do {
            var _ = producer.send(new ProducerRecord<>(topic, value), (sent, failure) -> {
                if (failure != null) {
                    failed.incrementAndGet();
                }
            });
            records++;
            dueNanos += intervalNanos;
            while (intervalNanos > 0 && System.nanoTime() < Math.min(dueNanos, untilNanos)) {
                LockSupport.parkNanos(dueNanos - System.nanoTime());
            }
        } while (System.nanoTime() < untilNanos);
        return records;
    }
}
