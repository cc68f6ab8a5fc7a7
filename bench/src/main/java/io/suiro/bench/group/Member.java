package io.suiro.bench.group;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer with Kafka's defaults that does nothing but be a member of a group, and leaves it at the end. */
record Member(String bootstrap, String protocol, String group, String topic) {
    private static final Duration POLL = Duration.ofMillis(20);

    /**
     * Returns once it has left.
     *
     * @param owned told after each poll what the member owns
     */
    void run(BooleanSupplier stays, Consumer<Collection<String>> owned) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap,
                "group.protocol", protocol,
                "group.id", group,
                "enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (stays.getAsBoolean()) {
                consumer.poll(POLL);
                owned.accept(consumer.assignment().stream()
                        .map(TopicPartition::toString)
                        .toList());
            }
        }
    }
}
