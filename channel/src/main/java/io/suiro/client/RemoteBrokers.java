package io.suiro.client;

import io.suiro.base.Stages;
import io.suiro.cluster.PeerRequests;
import io.suiro.cluster.PeerRequests.Link;
import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/** One client's connections to other brokers, a connection to each that it asks something. Any thread. */
final class RemoteBrokers implements AutoCloseable {
    /** {@code request.timeout.ms} of Kafka's clients. */
    static final int PATIENCE_MS = 30_000;

    private final PeerRequests requests;
    private final String clientId;
    private final Map<Integer, Link> links = new ConcurrentHashMap<>();

    RemoteBrokers(PeerRequests requests, String clientId) {
        this.requests = requests;
        this.clientId = clientId;
    }

    /** Makes an answer of its bytes. */
    @FunctionalInterface
    interface Reader<A> {
        A read(Readable bytes, short version);
    }

    /** Fails with {@link Refused}: NETWORK_EXCEPTION if there is no answer; the request may have been served. */
    <A> CompletionStage<A> ask(int brokerId, ApiMessage request, short version, Reader<A> answer) {
        return ask(brokerId, request, version, PATIENCE_MS, answer);
    }

    <A> CompletionStage<A> ask(int brokerId, ApiMessage request, short version, int patienceMs, Reader<A> answer) {
        return links.computeIfAbsent(brokerId, id -> requests.link(id, clientId))
                .ask(request, version, patienceMs)
                .handle((body, failure) -> read(body, failure, version, answer));
    }

    private static <A> A read(@Nullable ByteBuffer body, @Nullable Throwable failure, short version, Reader<A> answer) {
        if (body == null) {
            throw new CompletionException(new Refused(
                    Errors.NETWORK_EXCEPTION,
                    failure == null ? null : Stages.cause(failure).getMessage()));
        }
        return answer.read(new ByteBufferAccessor(body), version);
    }

    @Override
    public void close() {
        links.values().forEach(Link::close);
    }
}
