package io.suiro.compared;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Takes good records and refuses bad ones, each time. */
@ApplicationScoped
public class Refusing {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** As the Kafka connector has no part in how a payload is decoded, and ours follows what is asked for, both are given bytes. */
    @Incoming("in")
    CompletionStage<Void> take(Message<byte[]> message) {
        IncomingKafkaRecordMetadata<?, ?> metadata =
                message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
        String text = new String(message.getPayload(), UTF_8);
        seen.add(metadata.getTopic() + " " + text);
        return text.startsWith("bad")
                ? message.nack(new IllegalStateException("no", new IllegalArgumentException("bad")))
                : message.ack();
    }

    List<String> seen() {
        return seen;
    }
}
