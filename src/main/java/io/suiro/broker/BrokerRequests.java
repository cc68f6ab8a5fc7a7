package io.suiro.broker;

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
import org.jspecify.annotations.Nullable;

/** What the admin door has other brokers do, in Kafka's own requests, over a connection to each that it asks something. Any thread. */
final class BrokerRequests {
    /** A broker that says nothing for so long is not waited for. */
    static final int PATIENCE_MS = 5_000;

    private final PeerRequests requests;
    private final String clientId;
    private final Map<Integer, Link> links = new ConcurrentHashMap<>();

    /** @param clientId the name that operators see there */
    BrokerRequests(PeerRequests requests, String clientId) {
        this.requests = requests;
        this.clientId = clientId;
    }

    /** Fails with BROKER_NOT_AVAILABLE if there is no answer; the request may have been served. */
    <A> CompletionStage<A> ask(
            int brokerId, ApiMessage request, short version, int patienceMs, PeerQuestions.Reader<A> answer) {
        return links.computeIfAbsent(brokerId, id -> requests.link(id, clientId))
                .ask(request, version, patienceMs)
                .handle((body, failure) -> answer.read(answered(brokerId, body, failure), version));
    }

    private static ByteBufferAccessor answered(int brokerId, @Nullable ByteBuffer body, @Nullable Throwable failure) {
        if (body == null) {
            String why = failure == null ? "" : ": " + Stages.cause(failure).getMessage();
            throw new CompletionException(
                    new Refused(Errors.BROKER_NOT_AVAILABLE, "Broker " + brokerId + " does not answer" + why));
        }
        return new ByteBufferAccessor(body);
    }
}
