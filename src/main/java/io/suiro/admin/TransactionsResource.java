package io.suiro.admin;

import io.suiro.broker.TransactionQueries;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Transactions of the whole cluster, whichever broker is asked (KIP-664). */
@Path("/api/v1/transactions")
public final class TransactionsResource {
    private final AdminDoor door;

    TransactionsResource(AdminDoor door) {
        this.door = door;
    }

    /** A transactional id; its state as Kafka names it: Ongoing, CompleteCommit ... */
    @Schema(name = "ListedTransaction", examples = """
            {"transactionalId":"app-1","state":"Ongoing","producerId":2001}""")
    public record Listed(String transactionalId, String state, long producerId) {}

    /** What belongs to a transaction. */
    @Schema(name = "TransactionPartitions")
    public record Included(String topic, List<Integer> partitions) {}

    /**
     * A transactional id.
     *
     * @param startedAt null if there is no transaction
     * @param topics of the transaction that is ongoing, or being ended
     */
    @Schema(name = "Transaction", examples = """
            {"transactionalId":"app-1","state":"Ongoing","producerId":2001,"producerEpoch":3,"timeoutMs":60000,"startedAt":"2026-11-27T06:00:00Z","topics":[{"topic":"orders","partitions":[0]}]}""")
    public record Described(
            String transactionalId,
            String state,
            long producerId,
            int producerEpoch,
            int timeoutMs,
            @Nullable Instant startedAt,
            List<Included> topics) {}

    /** A transaction that is aborted, or would be. */
    @Schema(name = "AbortedTransaction", examples = """
            {"transactionalId":"app-1","dryRun":false}""")
    public record Aborted(String transactionalId, boolean dryRun) {}

    /**
     * In the order of their ids. 503 if a coordinator does not answer.
     *
     * @param states any if none is given
     * @param longerThanMs transactions only that have been going on for longer
     * @param pattern RE2, of the whole id
     */
    @GET
    @Operation(operationId = "listTransactions", summary = "Transactional ids of the whole cluster.")
    public CompletionStage<List<Listed>> list(
            @Parameter(description = "As Kafka names them: Ongoing, CompleteCommit ...; any unless told.")
                    @QueryParam("state")
                    List<String> states,
            @Parameter(description = "Transactions only that have been going on for longer.")
                    @QueryParam("longerThanMs")
                    @DefaultValue("-1")
                    long longerThanMs,
            @Parameter(description = "A regular expression (RE2) of whole ids.") @QueryParam("pattern") @Nullable
                    String pattern) {
        return door.broker()
                .transactions()
                .queries()
                .list(new ListTransactionsRequestData()
                        .setStateFilters(states)
                        .setDurationFilter(
                                Query.number("longerThanMs", Long.toString(longerThanMs), -1, Long.MAX_VALUE))
                        .setTransactionalIdPattern(pattern))
                .thenApply(found -> found.stream()
                        .map(each -> new Listed(each.transactionalId(), each.transactionState(), each.producerId()))
                        .sorted(Comparator.comparing(Listed::transactionalId))
                        .toList());
    }

    /** 404 for an id that nobody has used, or not for long. */
    @GET
    @Path("{id}")
    @Operation(
            operationId = "describeTransaction",
            summary = "The state, producer and partitions of a transactional id.")
    @Extension(name = ApiDocument.REFUSALS, value = "404")
    public CompletionStage<Described> describe(@PathParam("id") String id) {
        return door.broker().transactions().queries().describe(id).thenApply(TransactionsResource::described);
    }

    /** Aborts the open transaction, and fences its producer. 404 as for {@link #describe}, 409 if none is open. */
    @DELETE
    @Path("{id}")
    @Operation(operationId = "abortTransaction", summary = "Aborts an open transaction, and fences its producer.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 409 504")
    @Needs(Role.OPERATOR)
    public CompletionStage<Aborted> abort(@PathParam("id") String id, @Context UriInfo uri) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        TransactionQueries queries = door.broker().transactions().queries();
        CompletionStage<?> done = dryRun ? queries.checkOngoing(id) : queries.abort(id);
        return done.thenApply(ignored -> new Aborted(id, dryRun));
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
