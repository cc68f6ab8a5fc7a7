package io.suiro.admin;

import io.suiro.cluster.PartitionImage;
import io.suiro.error.Outcome;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Elections that somebody asks for (KIP-460). */
@Path("/api/v1/elections")
public final class ElectionsResource {
    private final AdminDoor door;

    ElectionsResource(AdminDoor door) {
        this.door = door;
    }

    /** Which kind of election. */
    public enum Type {
        /** The first replica, if it is in sync. */
        PREFERRED,
        /** A replica that is there although it may lack records, where there is no leader. */
        UNCLEAN
    }

    /** An election in one partition. */
    @Schema(name = "Election", examples = """
            {"type":"PREFERRED","topic":"orders","partition":0}""")
    public record Wanted(
            @NotNull Type type,
            @NotBlank String topic,
            @Min(0) int partition) {}

    /** Who leads since. */
    @Schema(name = "ElectedLeader", examples = """
            {"topic":"orders","partition":0,"leader":1,"leaderEpoch":5,"isr":[1,2]}""")
    public record Elected(String topic, int partition, int leader, int leaderEpoch, List<Integer> isr) {}

    /** 404 for a partition that does not exist, 409 if none is needed or nobody can be elected. */
    @POST
    @Operation(
            operationId = "electLeader",
            summary = "Elects a leader: the preferred replica, or in an emergency one that may lack records.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 409 504")
    public CompletionStage<Elected> elect(@Context UriInfo uri, @NotNull @Valid Wanted wanted) {
        return door.broker()
                .elections(Query.of(uri, "dryRun").flag("dryRun"))
                .elect(
                        ElectionType.valueOf(wanted.type.name().toUpperCase(Locale.ROOT)),
                        new TopicPartition(wanted.topic, wanted.partition))
                .thenApply(Outcome::orThrow)
                .thenApply(partition -> elected(wanted, partition));
    }

    private static Elected elected(Wanted wanted, PartitionImage partition) {
        return new Elected(
                wanted.topic, wanted.partition, partition.leader(), partition.leaderEpoch(), partition.isr());
    }
}
