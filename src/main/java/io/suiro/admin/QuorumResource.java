package io.suiro.admin;

import io.suiro.cluster.QuorumState;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Who votes on metadata (KIP-853), and how far each broker has got with it. */
@Path("/api/v1/quorum")
public final class QuorumResource {
    private static final int TIMEOUT_MS = 10_000;

    private final AdminDoor door;

    QuorumResource(AdminDoor door) {
        this.door = door;
    }

    /**
     * The metadata log.
     *
     * @param controller the broker that decides
     * @param committed last index that is safe
     */
    @Schema(name = "Quorum", examples = """
            {"clusterId":"4L6g3nShT-eMCtK--X86sw","controller":0,"term":3,"committed":57,"members":[{"id":0,"directoryId":"uT7gq8yjSXmS5tVpS0dUxw","votes":true,"lastIndex":57}]}""")
    public record Described(String clusterId, int controller, long term, long committed, List<Member> members) {
        private Described with(int broker, boolean votes) {
            return new Described(
                    clusterId,
                    controller,
                    term,
                    committed,
                    members.stream()
                            .map(member -> member.id == broker
                                    ? new Member(broker, member.directoryId, votes, member.lastIndex)
                                    : member)
                            .toList());
        }
    }

    /**
     * A broker's copy of it.
     *
     * @param lastIndex known to be the controller's up to here
     */
    @Schema(name = "QuorumMember")
    public record Member(int id, String directoryId, boolean votes, long lastIndex) {}

    @GET
    @Operation(
            operationId = "describeQuorum",
            summary = "Who votes on metadata, and how far each broker has got with it.")
    @Extension(name = ApiDocument.REFUSALS, value = "504")
    public CompletionStage<Described> describe() {
        return door.broker().quorum().state().thenApply(Outcome::orThrow).thenApply(this::described);
    }

    private Described described(QuorumState state) {
        return new Described(
                door.broker().cluster().id(),
                state.leaderId(),
                state.term(),
                state.commitIndex(),
                state.replicas().stream()
                        .map(replica -> new Member(
                                replica.id(), replica.directoryId().toString(), replica.votes(), replica.lastIndex()))
                        .toList());
    }

    /** The broker votes from now on; 404 if it is not known, 504 if it does not catch up in time, which a dry run takes for granted. */
    @PUT
    @Path("voters/{id}")
    @Operation(operationId = "addVoter", summary = "The broker votes on metadata from now on.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 504")
    public CompletionStage<Described> add(@PathParam("id") int id, @Context UriInfo uri) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        return change(
                id,
                true,
                dryRun,
                voter -> door.broker().quorum(dryRun).add(voter, dryRun ? 0 : TIMEOUT_MS),
                Errors.DUPLICATE_VOTER);
    }

    /** The broker does not vote any more until it is added, or starts anew. */
    @DELETE
    @Path("voters/{id}")
    @Operation(
            operationId = "removeVoter",
            summary = "The broker does not vote on metadata any more, until it is added or starts anew.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 504")
    public CompletionStage<Described> remove(@PathParam("id") int id, @Context UriInfo uri) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        return change(id, false, dryRun, voter -> door.broker().quorum(dryRun).remove(voter), Errors.VOTER_NOT_FOUND);
    }

    private interface Change {
        CompletionStage<Outcome<Void>> of(Voter voter);
    }

    private CompletionStage<Described> change(int id, boolean votes, boolean dryRun, Change change, Errors alreadySo) {
        return describe().thenCompose(state -> change.of(voter(id, state)).thenCompose(outcome -> {
            if (outcome.code() != alreadySo) {
                var _ = outcome.orThrow();
            }
            return dryRun ? CompletableFuture.completedFuture(state.with(id, votes)) : describe();
        }));
    }

    private static Voter voter(int id, Described state) {
        return state.members().stream()
                .filter(member -> member.id() == id)
                .findFirst()
                .map(member -> new Voter(id, Uuid.fromString(member.directoryId())))
                .orElseThrow(() -> new Refused(
                        Errors.VOTER_NOT_FOUND,
                        "The controller knows of no broker " + id + " with a copy of the metadata."));
    }
}
