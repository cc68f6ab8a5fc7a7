package io.suiro.wire;

import io.suiro.base.RequestContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Serves one Kafka API. {@link #handle} is called on the connection's event loop, in the order in which the
 * connection's requests arrived, and never blocks; the stage may complete on any thread.
 *
 * <p>A request's byte buffers (records) alias the received frame, which lives until the stage completes: whatever is
 * needed longer is copied. Records of an answer that are {@link SliceRecords} are closed by the server, sent or not.
 *
 * <p>Errors: a {@link io.suiro.error.Refused}, thrown or completing the stage, becomes the API's error answer with that
 * code. Anything else is logged with its stack and answered as UNKNOWN_SERVER_ERROR.
 *
 * @param <Q> the request's schema class
 * @param <R> the response's schema class
 */
public interface ApiHandler<Q extends ApiMessage, R extends ApiMessage> {
    ApiKeys api();

    /** Lowest version served, inclusive. */
    short minVersion();

    /** Highest version served, inclusive. */
    short maxVersion();

    CompletionStage<R> handle(Q request, RequestContext context);

    /**
     * Whether the client waits for an answer to this request; Produce with {@code acks=0} does not. The stage completes
     * all the same, and its value is dropped; if it completes exceptionally the connection is closed, which is how such
     * a client learns that something went wrong.
     */
    default boolean isAnswered(Q request) {
        return true;
    }

    /**
     * Whether several requests of this API may be in flight on one connection. By default a connection's next request
     * waits until the one before it is answered, as in Kafka; those of a pipelined API are handed over one after the
     * other at once, and still answered in order.
     */
    default boolean isPipelined() {
        return false;
    }
}
