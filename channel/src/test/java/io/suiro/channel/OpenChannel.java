package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** A channel whose application is the test. */
final class OpenChannel implements AutoCloseable, Flow.Subscriber<Message<?>> {
    private final IncomingChannel channel;
    private final List<Message<?>> messages = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Consumer<Message<?>> application;

    OpenChannel(IncomingChannel channel) {
        this.channel = channel;
        channel.messages().subscribe(this);
    }

    /** So many messages more. */
    OpenChannel request(long messages) {
        subscription.join().request(messages);
        return this;
    }

    /** All messages, each of which is acknowledged at once. */
    OpenChannel acknowledgeAll() {
        return handle(Message::ack);
    }

    /** All messages, by an application that answers each. */
    OpenChannel handle(Consumer<Message<?>> each) {
        application = each;
        return request(Long.MAX_VALUE);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscribed) {
        subscription.complete(subscribed);
    }

    @Override
    public void onNext(Message<?> message) {
        messages.add(message);
        Consumer<Message<?>> each = application;
        if (each != null) {
            each.accept(message);
        }
    }

    @Override
    public void onError(Throwable reason) {
        failure = reason;
    }

    @Override
    public void onComplete() {}

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Once there are that many. */
    List<Message<?>> await(int count) {
        Awaitility.await().until(() -> messages.size() >= count);
        return messages();
    }

    /** As many as there are now. */
    List<Message<?>> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    int count() {
        return messages.size();
    }

    /** Of all messages so far, of those that are bytes. */
    List<String> texts() {
        return messages().stream().map(OpenChannel::text).toList();
    }

    static String text(Message<?> message) {
        return message.getPayload() instanceof byte[] bytes
                ? new String(bytes, UTF_8)
                : String.valueOf(message.getPayload());
    }

    static IncomingKafkaRecordMetadata<?, ?> metadata(Message<?> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    }

    ChannelState state() {
        return channel.state();
    }

    int buffered() {
        return channel.buffered();
    }

    @Override
    public void close() {
        channel.close();
    }
}
