package io.suiro.cluster;

import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * The way to what other brokers serve clients with: Kafka's APIs, over connections of the brokers' own port, on which both sides have proved who they are.
 * Any thread; nothing blocks.
 */
public interface PeerRequests {
    /** For a broker that knows no other. */
    PeerRequests NONE = new PeerRequests() {
        @Override
        public Link link(int nodeId, String clientId) {
            return new NoLink();
        }

        @Override
        public boolean isAlone() {
            return true;
        }
    };

    /**
     * A connection of the caller's own, which is made with the first request, and again with the next one after it was lost.
     *
     * @param clientId the name that operators see there
     */
    Link link(int nodeId, String clientId);

    /** Whether there are no other brokers, nor will be. */
    default boolean isAlone() {
        return false;
    }

    /** A connection as a client has it: requests are served in their order there, and answered in that order. */
    interface Link extends AutoCloseable {
        /**
         * The body of the answer, in memory of its own. Fails with an IOException if the connection cannot be made or is lost, and if the other broker is
         * fenced meanwhile: it may have served the request, or may yet.
         *
         * @param request not changed until it is answered, nor what it refers to; one that Kafka answers
         * @param patienceMs a connection on which nothing comes for so long, while this request is the oldest, is given up
         */
        CompletionStage<ByteBuffer> ask(ApiMessage request, short version, int patienceMs);

        /** What is under way fails. Any number of times; a later request makes a connection again. */
        @Override
        void close();
    }

    /** To nobody. */
    final class NoLink implements Link {
        private NoLink() {}

        @Override
        public CompletionStage<ByteBuffer> ask(ApiMessage request, short version, int patienceMs) {
            return CompletableFuture.failedFuture(new ConnectException("this broker knows no other"));
        }

        @Override
        public void close() {
            // there is nothing
        }
    }
}
