package io.suiro.process.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything in some partitions, as a consumer reads it, uncommitted records too, from the beginning to the end. */
final class StoredRecords {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private StoredRecords() {}

    /** Shows each check what is in its partition, and finishes it. */
    static void show(String bootstrap, Map<TopicPartition, PartitionCheck> checks) throws TimeoutException {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", bootstrap, "isolation.level", "read_uncommitted", "request.timeout.ms", 5000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Collection<TopicPartition> partitions = checks.keySet();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> left = new HashMap<>(consumer.endOffsets(partitions));
            left.values().removeIf(end -> end == 0);
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (!left.isEmpty()) {
                if (System.nanoTime() > until) {
                    throw new TimeoutException("cannot read up to " + left);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    Objects.requireNonNull(checks.get(partition)).found(record.offset(), record.value());
                    if (left.containsKey(partition) && record.offset() + 1 >= left.get(partition)) {
                        left.remove(partition);
                    }
                }
            }
        }
        checks.values().forEach(PartitionCheck::finish);
    }
}
