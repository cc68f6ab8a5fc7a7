package io.suiro.process.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Whether a partition has exactly what was passed on to it from another, in its order, as readers of committed records see it. */
final class PipelineCheck implements AutoCloseable {
    /** A transaction that its worker has left open is aborted in time. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KafkaConsumer<byte[], byte[]> committed;
    private final KafkaConsumer<byte[], byte[]> everything;
    private final Violations violations;

    PipelineCheck(String bootstrap, Violations violations) {
        this.committed = consumer(bootstrap, "read_committed");
        this.everything = consumer(bootstrap, "read_uncommitted");
        this.violations = violations;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", isolation, "request.timeout.ms", 5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** @param end of what was passed on, exclusive */
    void compare(TopicPartition source, long end, TopicPartition target) throws TimeoutException {
        long[] written = read(source, end);
        long[] passedOn = read(target, end(target));
        judge(source, written, passedOn);
    }

    /** What is wrong with a partition that was passed on, if anything. */
    private void judge(TopicPartition source, long[] written, long[] passedOn) {
        if (Arrays.equals(written, passedOn)) {
            return;
        }
        Map<Long, Integer> left = new HashMap<>();
        for (long record : passedOn) {
            left.merge(record, 1, Integer::sum);
        }
        int before = violationsSoFar();
        for (int i = 0; i < written.length; i++) {
            if (left.merge(written[i], -1, Integer::sum) < 0) {
                violations.add(Violation.NOT_PASSED_ON, source + " at offset " + i);
            }
        }
        left.forEach((record, times) -> {
            if (times > 0) {
                violations.add(Violation.PASSED_ON_TWICE, "to " + source.partition() + ", " + times + " too many");
            }
        });
        if (violationsSoFar() == before) {
            violations.add(Violation.REORDERED, "what was passed on of " + source);
        }
    }

    private int violationsSoFar() {
        return (int) (violations.count(Violation.NOT_PASSED_ON) + violations.count(Violation.PASSED_ON_TWICE));
    }

    /** Of all that is there, once no transaction is open. */
    private long end(TopicPartition partition) throws TimeoutException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long stable = end(committed, partition);
            long end = end(everything, partition);
            if (stable == end) {
                return end;
            }
            if (System.nanoTime() > until) {
                throw new TimeoutException(partition + " is stable up to " + stable + " of " + end);
            }
        }
    }

    private static long end(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        return Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
    }

    /** Hashes of the values of committed records below the end. */
    private long[] read(TopicPartition partition, long end) throws TimeoutException {
        committed.assign(List.of(partition));
        committed.seekToBeginning(List.of(partition));
        long[] found = new long[1024];
        int count = 0;
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (committed.position(partition) < end) {
            if (System.nanoTime() > until) {
                throw new TimeoutException(partition + " cannot be read up to " + end);
            }
            for (ConsumerRecord<byte[], byte[]> record : committed.poll(Duration.ofSeconds(1))) {
                if (record.offset() < end) {
                    if (count == found.length) {
                        found = Arrays.copyOf(found, 2 * count);
                    }
                    found[count++] = hash(record.value());
                }
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** FNV-1a, 64 bits. */
    private static long hash(byte[] value) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : value) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    @Override
    public void close() {
        committed.close();
        everything.close();
    }
}
