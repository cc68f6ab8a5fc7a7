package io.suiro.admin;

import io.suiro.cluster.QuorumState;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

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
    public record Described(String clusterId, int controller, long term, long committed, List<Member> members) {}

    /**
     * A broker's copy of it.
     *
     * @param lastIndex known to be the controller's up to here
     */
    public record Member(int id, String directoryId, boolean votes, long lastIndex) {}

    @GET
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

    /** The broker votes from now on; 404 if it is not known, 504 if it does not catch up in time. */
    @PUT
    @Path("voters/{id}")
    public CompletionStage<Described> add(int id) {
        return change(id, voter -> door.broker().quorum().add(voter, TIMEOUT_MS), Errors.DUPLICATE_VOTER);
    }

    /** The broker does not vote any more until it is added, or starts anew. */
    @DELETE
    @Path("voters/{id}")
    public CompletionStage<Described> remove(int id) {
        return change(id, voter -> door.broker().quorum().remove(voter), Errors.VOTER_NOT_FOUND);
    }

    private interface Change {
        CompletionStage<Outcome<Void>> of(Voter voter);
    }

    private CompletionStage<Described> change(int id, Change change, Errors alreadySo) {
        return describe()
                .thenCompose(state -> change.of(voter(id, state)))
                .thenApply(outcome -> outcome.code() == alreadySo ? null : outcome.orThrow())
                .thenCompose(done -> describe());
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
