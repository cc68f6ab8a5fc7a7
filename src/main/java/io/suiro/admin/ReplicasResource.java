package io.suiro.admin;

import io.suiro.cluster.PartitionImage;
import io.suiro.error.Outcome;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Where partitions are: reassignments (KIP-455) and how many replicas a topic has. Each answers at once, and the move goes on. */
@Path("/api/v1")
public final class ReplicasResource {
    private final AdminDoor door;

    ReplicasResource(AdminDoor door) {
        this.door = door;
    }

    /** The brokers that are to hold a partition, the preferred leader first. */
    @Schema(examples = """
            {"replicas":[0]}""")
    public record Replicas(@NotEmpty List<@NotNull @Min(0) Integer> replicas) {}

    /** How many replicas each partition is to have. */
    @Schema(examples = """
            {"replicationFactor":1}""")
    public record Factor(@Min(1) int replicationFactor) {}

    /** Everything that is under way. */
    @GET
    @Path("reassignments")
    @Operation(operationId = "listReassignments", summary = "Partitions that are on their way to other replicas.")
    public List<Move> ongoing(@Context UriInfo uri) {
        Query.of(uri);
        List<Move> ongoing = new ArrayList<>();
        door.broker()
                .reassignments()
                .ongoing(null)
                .forEach((topic, partitions) -> partitions.forEach(
                        (number, partition) -> ongoing.add(Move.of(new TopicPartition(topic, number), partition))));
        return ongoing;
    }

    /** 404 for a partition that does not exist, 422 for brokers that do not. */
    @PUT
    @Path("topics/{topic}/partitions/{partition}/replicas")
    @Operation(
            operationId = "reassignPartition",
            summary =
                    "The brokers that are to hold a partition, the preferred leader first; the move goes on after the answer.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 422 504")
    @Needs(Role.OPERATOR)
    public CompletionStage<Move> reassign(
            @PathParam("topic") String topic,
            @PathParam("partition") int partition,
            @Context UriInfo uri,
            @NotNull @Valid Replicas wanted) {
        return door.broker()
                .reassignments(Query.of(uri, "dryRun").flag("dryRun"))
                .reassign(topic, partition, wanted.replicas, true)
                .thenApply(outcome -> move(topic, partition, outcome));
    }

    /** Goes back to the replicas from before; 404 if nothing is under way. */
    @DELETE
    @Path("topics/{topic}/partitions/{partition}/replicas")
    @Operation(operationId = "cancelReassignment", summary = "Goes back to the replicas from before a move.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 422 504")
    @Needs(Role.OPERATOR)
    public CompletionStage<Move> cancel(
            @PathParam("topic") String topic, @PathParam("partition") int partition, @Context UriInfo uri) {
        return door.broker()
                .reassignments(Query.of(uri, "dryRun").flag("dryRun"))
                .reassign(topic, partition, null, true)
                .thenApply(outcome -> move(topic, partition, outcome));
    }

    /** The partitions that move; 404 for a topic that does not exist, 422 if there are not enough brokers. */
    @PUT
    @Path("topics/{topic}/replication-factor")
    @Operation(
            operationId = "changeReplicationFactor",
            summary = "How many replicas each partition of a topic is to have; answers with those that move.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 422 504")
    @Needs(Role.OPERATOR)
    public CompletionStage<List<Move>> changeFactor(
            @PathParam("topic") String topic, @Context UriInfo uri, @NotNull @Valid Factor wanted) {
        return door.broker()
                .reassignments(Query.of(uri, "dryRun").flag("dryRun"))
                .changeFactor(topic, wanted.replicationFactor)
                .thenApply(Move::of);
    }

    private static Move move(String topic, int partition, Outcome<PartitionImage> outcome) {
        return Move.of(new TopicPartition(topic, partition), outcome.orThrow());
    }
}
