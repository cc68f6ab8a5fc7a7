package io.suiro.process.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes lines of words, from a thread of its own, with an idempotent producer that does not give up; knows how often it wrote each word. */
final class LinesLoad implements AutoCloseable {
    private static final int WORDS = 200;
    private static final int WORDS_PER_LINE = 5;
    private static final long BETWEEN_LINES_NANOS = 10_000_000;

    private final KafkaProducer<String, String> producer;
    private final Random random;
    private final Map<String, Long> written = new ConcurrentHashMap<>();
    private final Map<String, Exception> failures = new ConcurrentHashMap<>();
    private final AtomicLong words = new AtomicLong();
    private final Thread thread = new Thread(this::write, "lines");
    private volatile boolean stopping;

    LinesLoad(String bootstrap, long seed) {
        random = new Random(seed);
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "acks", "all",
                        "linger.ms", 2,
                        "delivery.timeout.ms", 600_000,
                        "max.block.ms", 600_000,
                        "request.timeout.ms", 3000,
                        "reconnect.backoff.max.ms", 200),
                new StringSerializer(),
                new StringSerializer());
        thread.start();
    }

    private void write() {
        for (long number = 0; !stopping; number++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < WORDS_PER_LINE; i++) {
                String word = "w" + random.nextInt(WORDS);
                written.merge(word, 1L, Long::sum);
                line.append(i == 0 ? "" : " ").append(word);
            }
            send(String.valueOf(number), line.toString());
            words.addAndGet(WORDS_PER_LINE);
            LockSupport.parkNanos(BETWEEN_LINES_NANOS);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told the same
    private void send(String key, String line) {
        producer.send(new ProducerRecord<>(WordCountApp.LINES, key, line), (_, failure) -> {
            if (failure != null) {
                failures.put(key, failure);
            }
        });
    }

    /** Words of all lines so far. */
    long words() {
        return words.get();
    }

    /** Everything that was sent is acknowledged when this returns; says how often each word was. */
    Map<String, Long> finish() throws InterruptedException {
        stopping = true;
        thread.join();
        producer.flush();
        if (!failures.isEmpty()) {
            throw new AssertionError("lines were not acknowledged: " + failures);
        }
        return Map.copyOf(written);
    }

    @Override
    public void close() {
        stopping = true;
        producer.close(Duration.ZERO);
    }
}
