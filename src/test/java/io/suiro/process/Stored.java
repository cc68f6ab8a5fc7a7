package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Everything in some partitions, as a consumer reads it from offset 0 to the end; a gap in the offsets fails the test. */
final class Stored {
    private final Map<TopicPartition, List<Long>> numbers = new HashMap<>();

    private Stored() {}

    /** Reads all there is now. */
    static Stored read(String bootstrap, List<TopicPartition> partitions) {
        Stored stored = new Stored();
        partitions.forEach(partition -> stored.numbers.put(partition, new ArrayList<>()));
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrap);
        try (KafkaConsumer<Long, String> consumer =
                new KafkaConsumer<>(properties, new LongDeserializer(), new StringDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!ends.entrySet().stream().allMatch(end -> stored.end(end.getKey()) >= end.getValue())) {
                for (ConsumerRecord<Long, String> record : consumer.poll(Duration.ofSeconds(5))) {
                    stored.add(record);
                }
            }
        }
        return stored;
    }

    private void add(ConsumerRecord<Long, String> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        assertThat(record.offset()).as("next offset of " + partition).isEqualTo(end(partition));
        numbers(partition).add(record.key());
    }

    private long end(TopicPartition partition) {
        return numbers(partition).size();
    }

    /** The keys, by offset. */
    List<Long> numbers(TopicPartition partition) {
        return Objects.requireNonNull(numbers.get(partition));
    }
}
