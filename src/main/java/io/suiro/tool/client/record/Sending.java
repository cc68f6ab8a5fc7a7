package io.suiro.tool.client.record;

import io.suiro.tool.client.Explanation;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Records on their way, and how many of them were refused; the first of those are complained of. Ctrl-C sends what was given
 * to it. Used by one thread; refusals come on the producer's.
 */
final class Sending implements AutoCloseable {
    private static final long GREATEST_NUMBER_OF_COMPLAINTS = 10;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final boolean sync;
    private final Consumer<String> complaints;
    private final AtomicLong refused = new AtomicLong();
    private long given;
    private volatile boolean hopeless;

    /** @param sync whether a record waits for the one before it */
    Sending(Producer<byte[], byte[]> producer, boolean sync, Consumer<String> complaints) {
        this.producer = producer;
        this.sync = sync;
        this.complaints = complaints;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> producer.close(GRACE), "suiro-produce-end"));
    }

    void send(long line, ProducerRecord<byte[], byte[]> record) {
        given++;
        try {
            Future<RecordMetadata> _ = producer.send(record, (_, failure) -> {
                if (failure != null) {
                    refused(line, failure);
                }
            });
            if (sync) {
                producer.flush();
            }
        } catch (KafkaException | IllegalStateException e) {
            refused(line, e);
        }
    }

    private void refused(long line, Exception failure) {
        if (failure instanceof TimeoutException
                || failure instanceof AuthenticationException
                || failure instanceof AuthorizationException) {
            hopeless = true;
        }
        complain(line, Explanation.of(failure));
    }

    /** A line that is no record. */
    void refuse(long line, String reason) {
        given++;
        complain(line, reason);
    }

    private void complain(long line, String reason) {
        long count = refused.incrementAndGet();
        if (count <= GREATEST_NUMBER_OF_COMPLAINTS) {
            complaints.accept("line " + line + ": " + reason);
        }
    }

    /** Whether further records would fare as the last: nobody answers, or this client may not write. */
    boolean isHopeless() {
        return hopeless;
    }

    /** Waits until each is acknowledged or refused; says whether all are written. */
    boolean finish() {
        producer.flush();
        long count = refused.get();
        if (count > 0) {
            complaints.accept(count + " of " + given + " records " + (count == 1 ? "was" : "were") + " refused"
                    + (hopeless ? "; the rest of the input was not read" : ""));
        }
        return count == 0;
    }

    @Override
    public void close() {
        producer.close();
    }
}
