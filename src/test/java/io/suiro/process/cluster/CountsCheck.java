package io.suiro.process.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads what a {@link WordCountApp} has committed, from the beginning: the counts of each word must be 1, 2, 3 ..., without a gap, and
 * without any twice. Used by one thread.
 */
final class CountsCheck implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final KafkaConsumer<String, Long> consumer;
    private final Map<String, Long> counts = new HashMap<>();
    private long read;

    CountsCheck(String bootstrap, List<TopicPartition> partitions) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "none",
                        "request.timeout.ms",
                        3000,
                        "reconnect.backoff.max.ms",
                        200),
                new StringDeserializer(),
                new LongDeserializer());
        consumer.assign(partitions);
        partitions.forEach(partition -> consumer.seek(partition, 0));
    }

    /** Reads on until it has read so many counts in all, or until {@code broken} says that they will not come. */
    void await(long counted, BooleanSupplier broken) throws TimeoutException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (read < counted) {
            if (broken.getAsBoolean()) {
                throw new AssertionError("an application has ended by itself");
            }
            if (System.nanoTime() - until > 0) {
                throw new TimeoutException("after " + PATIENCE + " " + read + " words are counted, not " + counted);
            }
            readSome();
        }
    }

    private void readSome() {
        for (ConsumerRecord<String, Long> record : consumer.poll(POLL)) {
            long next = counts.getOrDefault(record.key(), 0L) + 1;
            if (record.value() != next) {
                throw new AssertionError("%s-%d, offset %d: %s is counted %d, and should be %d"
                        .formatted(
                                record.topic(),
                                record.partition(),
                                record.offset(),
                                record.key(),
                                record.value(),
                                next));
            }
            counts.put(record.key(), next);
            read++;
        }
    }

    /** Reads all that is committed now. */
    void toEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            readSome();
        }
    }

    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    long read() {
        return read;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
