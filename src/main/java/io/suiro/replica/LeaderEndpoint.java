package io.suiro.replica;

import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FetchRequestData;

/** A connection to a leader. */
public interface LeaderEndpoint {
    /**
     * One at a time.
     *
     * @return fails with an IOException once the connection is lost; then the endpoint is of no use any more
     */
    CompletionStage<ReplicaFetch> fetch(FetchRequestData request);

    /** What is under way fails. Any number of times. */
    void close();
}
