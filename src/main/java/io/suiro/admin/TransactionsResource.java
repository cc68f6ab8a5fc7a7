package io.suiro.admin;

import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.jspecify.annotations.Nullable;

/** Transactions of the whole cluster, whichever broker is asked (KIP-664). */
@Path("/api/v1/transactions")
public final class TransactionsResource {
    private final AdminDoor door;

    TransactionsResource(AdminDoor door) {
        this.door = door;
    }

    /** A transactional id; its state as Kafka names it: Ongoing, CompleteCommit ... */
    public record Listed(String transactionalId, String state, long producerId) {}

    /** What belongs to a transaction. */
    public record Included(String topic, List<Integer> partitions) {}

    /**
     * A transactional id.
     *
     * @param startedAt null if there is no transaction
     * @param topics of the transaction that is ongoing, or being ended
     */
    public record Described(
            String transactionalId,
            String state,
            long producerId,
            int producerEpoch,
            int timeoutMs,
            @Nullable Instant startedAt,
            List<Included> topics) {}

    /**
     * In the order of their ids. 503 if a coordinator does not answer.
     *
     * @param states any if none is given
     * @param longerThanMs transactions only that have been going on for longer
     * @param pattern RE2, of the whole id
     */
    @GET
    public CompletionStage<List<Listed>> list(
            @QueryParam("state") List<String> states,
            @QueryParam("longerThanMs") @DefaultValue("-1") @Min(-1) long longerThanMs,
            @QueryParam("pattern") @Nullable String pattern) {
        return door.broker()
                .transactions()
                .queries()
                .list(new ListTransactionsRequestData()
                        .setStateFilters(states)
                        .setDurationFilter(longerThanMs)
                        .setTransactionalIdPattern(pattern))
                .thenApply(found -> found.stream()
                        .map(each -> new Listed(each.transactionalId(), each.transactionState(), each.producerId()))
                        .sorted(Comparator.comparing(Listed::transactionalId))
                        .toList());
    }

    /** 404 for an id that nobody has used, or not for long. */
    @GET
    @Path("{id}")
    public CompletionStage<Described> describe(@PathParam("id") String id) {
        return door.broker().transactions().queries().describe(id).thenApply(TransactionsResource::described);
    }

    /** Aborts the open transaction, and fences its producer. 404 as for {@link #describe}, 409 if none is open. */
    @DELETE
    @Path("{id}")
    public CompletionStage<Void> abort(@PathParam("id") String id) {
        return door.broker().transactions().queries().abort(id);
    }

    private static Described described(DescribeTransactionsResponseData.TransactionState state) {
        return new Described(
                state.transactionalId(),
                state.transactionState(),
                state.producerId(),
                state.producerEpoch(),
                state.transactionTimeoutMs(),
                state.transactionStartTimeMs() < 0 ? null : Instant.ofEpochMilli(state.transactionStartTimeMs()),
                state.topics().stream()
                        .map(TransactionsResource::included)
                        .sorted(Comparator.comparing(Included::topic))
                        .toList());
    }

    private static Included included(TopicData topic) {
        return new Included(topic.topic(), topic.partitions().stream().sorted().toList());
    }
}
