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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/** Where partitions are: reassignments (KIP-455) and how many replicas a topic has. Each answers at once, and the move goes on. */
@Path("/api/v1")
public final class ReplicasResource {
    private final AdminDoor door;

    ReplicasResource(AdminDoor door) {
        this.door = door;
    }

    /** The brokers that are to hold a partition, the preferred leader first. */
    public record Replicas(@NotEmpty List<@NotNull @Min(0) Integer> replicas) {}

    /** How many replicas each partition is to have. */
    public record Factor(@Min(1) int replicationFactor) {}

    /** Everything that is under way. */
    @GET
    @Path("reassignments")
    public List<Move> ongoing() {
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
    public CompletionStage<Move> reassign(String topic, int partition, @NotNull @Valid Replicas wanted) {
        return door.broker()
                .reassignments()
                .reassign(topic, partition, wanted.replicas, true)
                .thenApply(outcome -> move(topic, partition, outcome));
    }

    /** Goes back to the replicas from before; 404 if nothing is under way. */
    @DELETE
    @Path("topics/{topic}/partitions/{partition}/replicas")
    public CompletionStage<Move> cancel(String topic, int partition) {
        return door.broker()
                .reassignments()
                .reassign(topic, partition, null, true)
                .thenApply(outcome -> move(topic, partition, outcome));
    }

    /** The partitions that move; 404 for a topic that does not exist, 422 if there are not enough brokers. */
    @PUT
    @Path("topics/{topic}/replication-factor")
    public CompletionStage<List<Move>> changeFactor(String topic, @NotNull @Valid Factor wanted) {
        return door.broker()
                .reassignments()
                .changeFactor(topic, wanted.replicationFactor)
                .thenApply(Move::of);
    }

    private static Move move(String topic, int partition, Outcome<PartitionImage> outcome) {
        return Move.of(new TopicPartition(topic, partition), outcome.orThrow());
    }
}
