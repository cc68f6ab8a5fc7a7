package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads committed records of a partition, which must be the lines of a {@link GrowingFile}, each once and in order. Used by one thread. */
final class LineReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<String, String> consumer;
    private int read;

    LineReader(String bootstrap, TopicPartition partition) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "none",
                        "reconnect.backoff.max.ms",
                        200),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
    }

    /** Until it has read so many. */
    void awaitLines(int lines) {
        long begun = System.nanoTime();
        await().atMost(Duration.ofMinutes(2)).pollInSameThread().until(() -> {
            readSome();
            return read >= lines;
        });
        System.out.println(lines + " lines after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms");
    }

    /** Reads all that is committed now. Says how many lines it has read by then, in all. */
    int toEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            readSome();
        }
        return read;
    }

    private void readSome() {
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
            assertThat(record.value()).as("at offset " + record.offset()).isEqualTo(GrowingFile.line(read));
            read++;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
