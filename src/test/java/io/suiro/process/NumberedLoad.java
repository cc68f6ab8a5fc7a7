package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * One producer with acks=all that sends to a topic, from a thread of its own, records numbered 0, 1, 2 ... within each
 * partition, and remembers at which offset each was acknowledged. It goes on through deaths of the broker; a record that fails
 * for good fails the test.
 */
final class NumberedLoad implements AutoCloseable {
    private static final int MOST_OUTSTANDING = 400;
    private static final String PADDING = "x".repeat(100);

    private final String topic;
    private final int partitions;
    private final KafkaProducer<Long, String> producer;
    private final Semaphore outstanding = new Semaphore(MOST_OUTSTANDING);
    private final AtomicLong acknowledged = new AtomicLong();
    /** By partition: number of each acknowledged record, to the offset it got. Numbers are acknowledged in order. */
    private final Map<Integer, Map<Long, Long>> offsets = new ConcurrentHashMap<>();

    private final Map<String, Exception> failures = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> sending;
    private volatile boolean closing;

    /** @param properties of the producer, beside those that the load itself needs */
    NumberedLoad(String bootstrap, String topic, int partitions, Map<String, Object> properties) {
        this.topic = topic;
        this.partitions = partitions;
        Map<String, Object> all = new HashMap<>(properties);
        all.put("bootstrap.servers", bootstrap);
        all.put("acks", "all");
        all.put("linger.ms", 2);
        all.put("batch.size", 4096);
        all.put("delivery.timeout.ms", 300_000);
        all.put("max.block.ms", 300_000);
        all.put("reconnect.backoff.max.ms", 200);
        producer = new KafkaProducer<>(all, new LongSerializer(), new StringSerializer());
        sending = CompletableFuture.runAsync(this::send, run -> new Thread(run, "numbered-load").start());
    }

    private void send() {
        for (long number = 0; !closing; number++) {
            for (int partition = 0; partition < partitions; partition++) {
                outstanding.acquireUninterruptibly();
                send(partition, number);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told the same
    private void send(int partition, long number) {
        producer.send(new ProducerRecord<>(topic, partition, number, PADDING), (metadata, failure) -> {
            if (failure == null) {
                acknowledge(metadata, number);
            } else {
                failures.put(partition + ": " + number, failure);
            }
            outstanding.release();
        });
    }

    private void acknowledge(RecordMetadata metadata, long number) {
        offsets.computeIfAbsent(metadata.partition(), ignored -> new ConcurrentHashMap<>())
                .put(number, metadata.offset());
        acknowledged.incrementAndGet();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Sends nothing more until {@link #resume}; everything sent is acknowledged when this returns. */
    void pause() throws InterruptedException {
        assertThat(outstanding.tryAcquire(MOST_OUTSTANDING, 2, TimeUnit.MINUTES))
                .as("every record sent to " + topic + " is answered")
                .isTrue();
        assertThat(failures).isEmpty();
    }

    void resume() {
        outstanding.release(MOST_OUTSTANDING);
    }

    /** Every acknowledged record is where it was acknowledged to be, and nothing was sent twice into the log. While paused. */
    void assertOnce(Stored stored) {
        for (int partition = 0; partition < partitions; partition++) {
            List<Long> numbers = stored.numbers(new TopicPartition(topic, partition));
            assertAcknowledgedIn(partition, numbers);
            for (int offset = 0; offset < numbers.size(); offset++) {
                if (numbers.get(offset) != offset) {
                    throw new AssertionError(
                            "at offset %d of %s-%d is %d".formatted(offset, topic, partition, numbers.get(offset)));
                }
            }
        }
    }

    /** As {@link #assertOnce}, but a batch whose acknowledgement was lost may be there again, right behind itself. */
    void assertAtLeastOnceInOrder(Stored stored) {
        for (int partition = 0; partition < partitions; partition++) {
            List<Long> numbers = stored.numbers(new TopicPartition(topic, partition));
            assertAcknowledgedIn(partition, numbers);
            long next = 0;
            for (long number : numbers) {
                if (number > next) {
                    throw new AssertionError("%d of %s-%d comes before %d".formatted(number, topic, partition, next));
                }
                next = Math.max(next, number + 1);
            }
        }
    }

    private void assertAcknowledgedIn(int partition, List<Long> numbers) {
        offsets.getOrDefault(partition, Map.of()).forEach((number, offset) -> {
            if (offset >= numbers.size() || !numbers.get(offset.intValue()).equals(number)) {
                throw new AssertionError("record %d of %s-%d was acknowledged at offset %d and is not there (end %d)"
                        .formatted(number, topic, partition, offset, numbers.size()));
            }
        });
    }

    @Override
    public void close() {
        closing = true;
        outstanding.release(MOST_OUTSTANDING);
        sending.join();
        producer.close(Duration.ZERO);
    }
}
